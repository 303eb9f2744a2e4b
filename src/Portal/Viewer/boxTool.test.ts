import assert from 'node:assert/strict';
import test from 'node:test';
import { BoxTool } from './boxTool.ts';
import { seeded } from './testing/random.ts';
import { apply, type Affine, type Box } from './transform.ts';

function tool(map: Affine) {
  const shaped: Box[] = [];
  const made = new BoxTool(
    () => ({ map, rows: 2500, columns: 2048 }),
    (box) => shaped.push(box),
    () => undefined,
  );
  return { made, shaped };
}

test('A box drawn at any zoom and pan lies on the same film pixels within a hundredth', () => {
  const random = seeded(5);
  for (let i = 0; i < 500; i++) {
    const zoom = 0.05 + random() * 20;
    const map: Affine = { a: zoom, b: 0, c: 0, d: zoom, e: (random() - 0.5) * 5000, f: (random() - 0.5) * 5000 };
    const { made, shaped } = tool(map);
    const from = { x: random() * 1000, y: random() * 1000 };
    const to = { x: from.x + 100 + random() * 900, y: from.y + 100 + random() * 1400 };
    made.draw();
    assert.ok(made.press(apply(map, from)));
    made.move(apply(map, to));
    made.release();
    const [box] = shaped;
    assert.ok(box !== undefined);
    assert.ok(Math.abs(box.x - from.x) < 0.01 && Math.abs(box.y - from.y) < 0.01);
    assert.ok(Math.abs(box.x + box.width - to.x) < 0.01 && Math.abs(box.y + box.height - to.y) < 0.01);
  }
});

test('A click without a drag draws nothing and the tool goes on waiting', () => {
  const { made, shaped } = tool({ a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 });
  made.draw();
  made.press({ x: 10, y: 10 });
  made.move({ x: 12, y: 11 });
  made.release();
  assert.equal(shaped.length, 0);
  assert.equal(made.mode, 'drawing');
});

test('A press beside the box that is changed is left to the other tools', () => {
  const { made } = tool({ a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 });
  made.adjust({ x: 100, y: 100, width: 50, height: 50 });
  assert.equal(made.press({ x: 400, y: 400 }), false);
  assert.equal(made.press({ x: 125, y: 125 }), true);
});

test('A box that is resized on a mirrored film grows where the mouse pulls', () => {
  const mirrored: Affine = { a: -2, b: 0, c: 0, d: 2, e: 4096, f: 0 };
  const { made } = tool(mirrored);
  made.adjust({ x: 100, y: 100, width: 50, height: 50 });
  const right = apply(mirrored, { x: 150, y: 125 });
  assert.ok(made.press(right));
  made.move({ x: right.x - 20, y: right.y });
  assert.deepEqual(made.box, { x: 100, y: 100, width: 60, height: 50 });
});
