import assert from 'node:assert/strict';
import test from 'node:test';
import { clipped, dragged, handleAt, smallestSide, type Handle } from './boxEdit.ts';
import { seeded } from './testing/random.ts';

const box = { x: 100, y: 200, width: 50, height: 80 };

test('A press takes hold of the nearest side or corner, inside of the whole box, outside of nothing', () => {
  const cases: readonly (readonly [number, number, Handle | null])[] = [
    [100, 200, 'nw'],
    [150, 200, 'ne'],
    [149, 281, 'se'],
    [100, 240, 'w'],
    [125, 279, 's'],
    [125, 240, 'move'],
    [90, 240, null],
    [125, 290, null],
  ];
  for (const [x, y, expected] of cases) {
    assert.equal(handleAt(box, { x, y }, 4), expected, `${String(x)},${String(y)}`);
  }
});

test('However a box is dragged it stays on the film and keeps its order', () => {
  const random = seeded(11);
  const handles: readonly Handle[] = ['n', 's', 'w', 'e', 'nw', 'ne', 'sw', 'se', 'move'];
  for (let i = 0; i < 3000; i++) {
    const handle = handles[Math.floor(random() * handles.length)] ?? 'move';
    const result = dragged(box, handle, (random() - 0.5) * 2000, (random() - 0.5) * 2000, 640, 512);
    assert.ok(result.x >= 0 && result.y >= 0 && result.x + result.width <= 512 + 1e-9 && result.y + result.height <= 640 + 1e-9, handle);
    assert.ok(result.width >= smallestSide - 1e-9 && result.height >= smallestSide - 1e-9, handle);
  }
});

test('Moving keeps the size exactly', () => {
  assert.deepEqual(dragged(box, 'move', 10.25, -3.5, 640, 512), { x: 110.25, y: 196.5, width: 50, height: 80 });
});

test('Dragging one side leaves the opposite side where it is', () => {
  const result = dragged(box, 'w', -20, 999, 640, 512);
  assert.deepEqual(result, { x: 80, y: 200, width: 70, height: 80 });
});

test('A box that hangs over the edge is cut at it, one beside the film is none', () => {
  assert.deepEqual(clipped({ x: -10, y: 600, width: 30, height: 100 }, 640, 512), { x: 0, y: 600, width: 20, height: 40 });
  assert.equal(clipped({ x: 600, y: 0, width: 10, height: 10 }, 640, 512), null);
});
