import assert from 'node:assert/strict';
import test from 'node:test';
import { cssColour, inferno } from './colourMap.ts';

test('Inferno begins nearly black, ends pale yellow, and passes its published stops', () => {
  assert.deepEqual([...inferno.slice(0, 3)], [0x00, 0x00, 0x04]);
  assert.deepEqual([...inferno.slice(255 * 3)], [0xfc, 0xff, 0xa4]);
  const third = Math.round((3 / 9) * 255);
  assert.deepEqual([...inferno.slice(third * 3, third * 3 + 3)], [0x78, 0x1c, 0x6d]);
});

test('A higher score is never darker', () => {
  let before = -1;
  for (let value = 0; value < 256; value++) {
    const [red = 0, green = 0, blue = 0] = inferno.slice(value * 3);
    const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    assert.ok(luminance >= before - 0.5, `value ${String(value)}`);
    before = luminance;
  }
});

test('Scores outside 0 to 1 take the ends', () => {
  assert.equal(cssColour(-1), cssColour(0));
  assert.equal(cssColour(2), cssColour(1));
});
