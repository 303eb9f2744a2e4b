import assert from 'node:assert/strict';
import test from 'node:test';
import { Heatmap, paintHeat, type HeatPatch } from './heatmap.ts';
import { seeded } from './testing/random.ts';

function patch(x: number, y: number, columns: number, values: number[]): HeatPatch {
  return { heatRows: 6, heatColumns: 8, x, y, columns, values: Uint8Array.from(values) };
}

test('Overlapping patches leave the maximum, whatever their order', () => {
  const random = seeded(7);
  const patches = Array.from({ length: 12 }, () => {
    const columns = 1 + Math.floor(random() * 4);
    const rows = 1 + Math.floor(random() * 4);
    const x = Math.floor(random() * (8 - columns + 1));
    const y = Math.floor(random() * (6 - rows + 1));
    return patch(
      x,
      y,
      columns,
      Array.from({ length: columns * rows }, () => Math.floor(random() * 256)),
    );
  });
  const forwards = new Heatmap(6, 8);
  const backwards = new Heatmap(6, 8);
  patches.forEach((p) => {
    forwards.merge(p);
  });
  [...patches].reverse().forEach((p) => {
    backwards.merge(p);
  });
  assert.deepEqual(forwards.values, backwards.values);
});

test('A lower value that comes later changes nothing', () => {
  const heat = new Heatmap(6, 8);
  heat.merge(patch(2, 3, 1, [200]));
  heat.merge(patch(2, 3, 1, [20]));
  assert.equal(heat.values[3 * 8 + 2], 200);
});

test('A patch that does not fit is refused and nothing of it is kept', () => {
  const heat = new Heatmap(6, 8);
  for (const wrong of [patch(7, 0, 2, [1, 2]), patch(0, 5, 1, [1, 2]), patch(0, 0, 3, [1, 2]), { ...patch(0, 0, 1, [9]), heatRows: 7 }]) {
    assert.throws(() => {
      heat.merge(wrong);
    }, RangeError);
  }
  assert.deepEqual(heat.coverage(0), { arrived: 0, above: 0, highest: 0 });
});

test('Coverage tells what arrived from what is suspicious', () => {
  const heat = new Heatmap(6, 8);
  heat.merge(patch(0, 0, 8, [...Array<number>(8).fill(0), ...Array<number>(4).fill(255), ...Array<number>(4).fill(10)]));
  assert.deepEqual(heat.coverage(0.5), { arrived: 16 / 48, above: 4 / 48, highest: 1 });
});

test('Below the operating point heat is transparent, above it is not', () => {
  const heat = new Heatmap(6, 8);
  heat.merge(patch(0, 0, 8, [...Array<number>(24).fill(100), ...Array<number>(24).fill(200)]));
  const { rgba, width, height } = paintHeat(heat, 0.6);
  assert.equal(rgba[3], 0, 'top left: 100/255 is below 0.6');
  assert.ok((rgba[(width * height - 1) * 4 + 3] ?? 0) >= 128, 'bottom right: 200/255 is above 0.6');
});

test('Where nothing has arrived nothing is painted, even at a threshold of zero', () => {
  assert.ok(paintHeat(new Heatmap(2, 2), 0).rgba.every((value) => value === 0));
});
