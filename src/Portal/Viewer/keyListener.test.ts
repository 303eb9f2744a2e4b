import assert from 'node:assert/strict';
import test from 'node:test';
import { KeyListener } from './keyListener.ts';

/** As much of a page's element as keys ask for. */
class PageElement {
  isContentEditable = false;
  closest(): PageElement | null {
    return null;
  }
}

function listening(reasonsAreShown: () => boolean = () => false) {
  const heard = new Map<string, (event: unknown) => void>();
  const page = { addEventListener: (name: string, then: (event: unknown) => void) => heard.set(name, then) };
  // No element of this page is of these kinds.
  const kinds = ['HTMLTextAreaElement', 'HTMLSelectElement', 'HTMLInputElement', 'HTMLDialogElement'].map((kind) => [kind, Map]);
  Object.assign(globalThis, { document: page, window: page, HTMLElement: PageElement }, Object.fromEntries(kinds));
  const film = new PageElement();
  const run: string[] = [];
  const reasons: number[] = [];
  new KeyListener(
    film as unknown as HTMLElement,
    (command) => run.push(command),
    (reason) => reasons.push(reason),
    () => undefined,
    reasonsAreShown,
  );
  const press = (key: string, target: PageElement): boolean => {
    let taken = false;
    heard.get('keydown')?.({ key, target, preventDefault: () => (taken = true) });
    return taken;
  };
  return { film, run, press, reasons };
}

test('Tab folds the panel only from the film itself; everywhere else it leads on, so that nobody is caught', () => {
  const { film, run, press } = listening();
  assert.ok(press('Tab', film));
  assert.equal(press('Tab', new PageElement()), false);
  assert.deepEqual(run, ['toggle-panel']);
});

test('G leads from anywhere to the panel', () => {
  const { film, run, press } = listening();
  assert.ok(press('g', film));
  assert.deepEqual(run, ['to-panel']);
});

test('A digit is a reason as soon as the list of reasons is seen, whatever the server has said so far', () => {
  const shown = { now: false };
  const { film, run, press, reasons } = listening(() => shown.now);
  press('2', film);
  shown.now = true;
  press('2', film);
  assert.deepEqual(reasons, [2]);
  assert.deepEqual(run, []);
});
