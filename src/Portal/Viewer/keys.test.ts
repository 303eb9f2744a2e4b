import assert from 'node:assert/strict';
import test from 'node:test';
import { commandOf, digitOf, keyBindings, type KeyPress } from './keys.ts';

function press(key: string, held: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, repeat: false, ...held };
}

test('Every binding leads to its command, and no two share a key', () => {
  const keys = new Set(keyBindings.map((binding) => binding.key));
  assert.equal(keys.size, keyBindings.length);
  for (const { key, command } of keyBindings) {
    const ctrl = key.startsWith('ctrl+');
    assert.equal(commandOf(press(ctrl ? key.slice(5) : key, { ctrlKey: ctrl })), command);
  }
});

test('The default keys are those of the design', () => {
  const expected: Record<string, string> = {
    W: 'window',
    Z: 'zoom',
    P: 'pan',
    I: 'invert',
    F: 'fit',
    '1': 'actual-size',
    '0': 'reset',
    H: 'heat',
    C: 'contours',
    S: 'plan',
    T: 'ctr',
    J: 'next-finding',
    K: 'previous-finding',
    A: 'accept',
    R: 'reject',
    E: 'edit',
    D: 'draw',
    N: 'nothing-more',
    G: 'to-panel',
    '.': 'next-case',
    ',': 'previous-case',
    '?': 'help',
  };
  for (const [key, command] of Object.entries(expected)) {
    assert.equal(commandOf(press(key.toLowerCase())), command);
  }
});

test("The browser's own combinations stay the browser's", () => {
  for (const held of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) {
    assert.equal(commandOf(press('r', held)), null);
  }
  assert.equal(commandOf(press('Tab', { shiftKey: true })), null);
});

test('A held key walks through findings but decides nothing twice', () => {
  assert.equal(commandOf(press('j', { repeat: true })), 'next-finding');
  assert.equal(commandOf(press('a', { repeat: true })), null);
  assert.equal(commandOf(press('Enter', { repeat: true, ctrlKey: true })), null);
});

test('Digits 1 to 9 choose from menus, nothing else does', () => {
  assert.equal(digitOf(press('3')), 3);
  assert.equal(digitOf(press('0')), null);
  assert.equal(digitOf(press('a')), null);
  assert.equal(digitOf(press('3', { ctrlKey: true })), null);
});
