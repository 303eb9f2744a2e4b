import assert from 'node:assert/strict';
import test from 'node:test';
import { watchPixelRatio } from './pixelRatio.ts';

test('Every change of the pixel ratio is noticed, until it is no longer wanted', () => {
  const asked: string[] = [];
  let query = new EventTarget();
  const display = {
    devicePixelRatio: 1,
    matchMedia: (words: string) => {
      asked.push(words);
      query = new EventTarget();
      return query;
    },
  };
  Object.assign(globalThis, { window: display });
  let changes = 0;
  const stop = watchPixelRatio(() => changes++);
  for (const ratio of [1.5, 2]) {
    display.devicePixelRatio = ratio;
    query.dispatchEvent(new Event('change'));
  }
  assert.equal(changes, 2);
  assert.deepEqual(asked, ['(resolution: 1dppx)', '(resolution: 1.5dppx)', '(resolution: 2dppx)']);
  stop();
  query.dispatchEvent(new Event('change'));
  assert.equal(changes, 2);
});
