import assert from 'node:assert/strict';
import test from 'node:test';
import { ctrWidths } from './ctr.ts';
import { captionOf, findingAt, type FindingMark } from './findings.ts';
import { sideMarkers } from './orientation.ts';
import { scaleBar } from './scaleBar.ts';
import { identity, type Affine } from './transform.ts';

const mirrored: Affine = { ...identity, a: -1 };
const turned: Affine = { a: 0, b: 1, c: -1, d: 0, e: 0, f: 0 };

test('The usual film has R on the left; mirrored or turned the letters go with it', () => {
  assert.deepEqual(sideMarkers(['L', 'F'], identity), { left: 'R', right: 'L', top: 'H', bottom: 'F' });
  assert.equal(sideMarkers(['L', 'F'], mirrored)?.left, 'L');
  assert.equal(sideMarkers(['R', 'F'], identity)?.left, 'L');
  assert.deepEqual(sideMarkers(['L', 'F'], turned), { left: 'F', right: 'H', top: 'R', bottom: 'L' });
});

test('Where the header does not say, no side is claimed', () => {
  for (const unknown of [null, [], ['L'], ['X', 'F'], ['L', 'R'], ['L', 'L'], ['', '']]) {
    assert.equal(sideMarkers(unknown, identity), null);
  }
});

test("The heart's and the thorax's widths run from side to side, also on a film that lies on its side", () => {
  const contours = [
    { region: 'RightLung', points: [10, 10, 40, 10, 40, 90] },
    { region: 'LeftLung', points: [60, 10, 95, 20, 60, 90] },
    { region: 'Heart', points: [40, 50, 70, 50, 55, 80] },
  ] as const;
  const upright = ctrWidths(contours, false);
  assert.deepEqual([upright?.heart.from.x, upright?.heart.to.x], [40, 70]);
  assert.deepEqual([upright?.thorax.from.x, upright?.thorax.to.x], [10, 95]);
  const sideways = ctrWidths(contours, true);
  assert.deepEqual([sideways?.heart.from.y, sideways?.heart.to.y], [50, 80]);
  assert.equal(ctrWidths(contours.slice(0, 2), false), null);
});

test('The scale bar is round and fits', () => {
  assert.deepEqual(scaleBar(1, 160), { words: '10 cm', widthPx: 100 });
  assert.deepEqual(scaleBar(10, 160), { words: '1 cm', widthPx: 100 });
  assert.deepEqual(scaleBar(100, 160), { words: '1 mm', widthPx: 100 });
  assert.equal(scaleBar(1000, 160), null);
});

test('Of boxes inside each other a click takes the smaller', () => {
  const mark = (key: string, x: number, size: number): FindingMark => ({
    key,
    number: 1,
    instance: '1',
    label: 'Nodule',
    labelScheme: '',
    labelCode: '',
    score: 0.5,
    box: { x, y: x, width: size, height: size },
    state: 'open',
    tone: 'suspicious',
    comment: null,
  });
  const marks = [mark('large', 0, 100), mark('small', 40, 10)];
  assert.equal(findingAt(marks, 45, 45)?.key, 'small');
  assert.equal(findingAt(marks, 5, 5)?.key, 'large');
  assert.equal(findingAt(marks, 500, 5), null);
});

test('A crowd of findings is numbered, the selected one is named; scores are rounded down', () => {
  const mark: FindingMark = {
    key: 'a',
    number: 4,
    instance: '1',
    label: 'Nodule',
    labelScheme: '',
    labelCode: '',
    score: 0.6899,
    box: { x: 0, y: 0, width: 1, height: 1 },
    state: 'rejected',
    tone: 'clear',
    comment: null,
  };
  assert.equal(captionOf(mark, false, 2), '4 nodule 0.68 ✗');
  assert.equal(captionOf(mark, true, 20), '4 nodule 0.68 ✗');
  assert.equal(captionOf(mark, false, 20), '4 ✗');
});
