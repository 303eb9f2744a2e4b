import assert from 'node:assert/strict';
import test from 'node:test';
import { cssScale, onPixelGrid } from './pixelGrid.ts';

test('An extent on the grid stays as it is', () => {
  assert.deepEqual(onPixelGrid(200, 1160, 1), { offset: 0, length: 1160 });
});

test('An extent begins on a device pixel, covers whole ones and stays inside', () => {
  for (const ratio of [1, 1.1, 1.25, 1.5, 1.75, 2, 3]) {
    for (const start of [0, 37.1875, 64.5, 100.33]) {
      for (const length of [986.421875, 640, 333.3]) {
        const { offset, length: kept } = onPixelGrid(start, length, ratio);
        const begin = (start + offset) * ratio;
        assert.ok(Math.abs(begin - Math.round(begin)) < 0.02, `begins at ${String(begin)}`);
        assert.ok(Math.abs(kept * ratio - Math.round(kept * ratio)) < 0.02, `covers ${String(kept * ratio)}`);
        assert.ok(Number.isInteger(kept), `is ${String(kept)} long`);
        assert.ok(offset >= -0.02 && offset + kept <= length + 0.02, 'leaves its parent');
        assert.ok(kept > length - 25, 'gives too much away');
      }
    }
  }
});

test('Where no length fits the grid, and where there is no room, nothing breaks', () => {
  assert.ok(onPixelGrid(0, 500, 1.2345678).length > 475);
  assert.equal(onPixelGrid(10.5, 0.2, 1).length, 0);
});

test('A place on the film stays where it is seen when the browser zooms before the canvas is sized again', () => {
  const middleOfCanvas = 800 / 2;
  for (const ratio of [1, 1.1, 1.5, 2]) {
    const cornerstones = middleOfCanvas / ratio;
    assert.ok(Math.abs(cornerstones * cssScale(ratio, 800 / ratio, 800) - 400 / ratio) < 1e-9);
    assert.ok(Math.abs(cornerstones * cssScale(ratio, 800, 800) - 400) < 1e-9);
  }
});
