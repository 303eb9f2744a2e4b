import assert from 'node:assert/strict';
import test from 'node:test';
import { FilmError } from './filmError.ts';
import { readHeader, type DicomJson, type FilmHeader } from './filmHeader.ts';
import { firstPart } from './multipart.ts';
import { toGrey } from './pixels.ts';
import { initialRange, windowOf } from './window.ts';

function json(changes: Record<string, readonly unknown[] | undefined> = {}): DicomJson {
  const values: Record<string, readonly unknown[] | undefined> = {
    '00280002': [1],
    '00280004': ['MONOCHROME2'],
    '00280010': [2],
    '00280011': [3],
    '00280100': [16],
    '00280101': [12],
    '00280102': [11],
    '00280103': [0],
    ...changes,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([tag, value]) => (value === undefined ? [] : [[tag, { vr: 'UN', Value: value }]])),
  );
}

function header(changes: Partial<FilmHeader> = {}): FilmHeader {
  return { ...readHeader(json()), ...changes };
}

function words(...cells: number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(cells).buffer);
}

test('A spacing of zero counts as none, and the detector spacing stands in where there is no other', () => {
  assert.equal(readHeader(json({ '00280030': [0, 0] })).spacingMm, null);
  assert.deepEqual(readHeader(json({ '00280030': [0, 0], '00181164': [0.2, 0.3] })).spacingMm, { row: 0.2, column: 0.3 });
  assert.deepEqual(readHeader(json({ '00280030': [0.14, 0.15], '00181164': [0.2, 0.3] })).spacingMm, { row: 0.14, column: 0.15 });
});

test('What is no grey film is refused in words', () => {
  assert.throws(() => readHeader(json({ '00280004': ['RGB'], '00280002': [3] })), FilmError);
  assert.throws(() => readHeader(json({ '00280010': undefined })), /no rows and columns/);
  assert.throws(() => readHeader(json({ '00280100': [12] })), /12 bits/);
});

test('A window without width is no window', () => {
  assert.equal(readHeader(json({ '00281050': [100], '00281051': [0] })).window, null);
  assert.deepEqual(readHeader(json({ '00281050': [100, 200], '00281051': [50, 60] })).window, { center: 100, width: 50 });
});

test('Bits above HighBit are cut off and signs are extended', () => {
  const unsigned = toGrey(header(), words(0xf001, 0x0fff, 0, 1, 2, 3));
  assert.deepEqual([...unsigned.values], [1, 4095, 0, 1, 2, 3]);
  const signed = toGrey(header({ signed: true }), words(0x0fff, 0x0800, 0x07ff, 0, 1, 2));
  assert.deepEqual([...signed.values], [-1, -2048, 2047, 0, 1, 2]);
  assert.deepEqual([signed.lowest, signed.highest], [-2048, 2047]);
});

test('Rescale slope and intercept are applied', () => {
  const { values } = toGrey(header({ rescaleSlope: 0.5, rescaleIntercept: -10 }), words(0, 10, 20, 30, 40, 50));
  assert.deepEqual([...values], [-10, -5, 0, 5, 10, 15]);
});

test('A film that arrives cut off is an error that says so, never a half film', () => {
  assert.throws(() => toGrey(header(), words(1, 2, 3)), /cut off \(6 of 12 bytes\)/);
});

test("The header's window is kept exactly, LINEAR with its half values", () => {
  const range = initialRange(header({ window: { center: 2048, width: 4096 } }), { values: new Uint16Array(6), lowest: 0, highest: 0 });
  assert.deepEqual(range, { lower: 0, upper: 4095 });
  assert.deepEqual(windowOf(range), { center: 2048, width: 4096 });
});

test('Without a window the values themselves are spread, padding and outliers left out', () => {
  const values = new Uint16Array(10000).map((_, i) => 1000 + (i % 1000));
  values.fill(65535, 0, 50);
  values.fill(0, 50, 3000);
  const range = initialRange(header({ padding: 0 }), { values, lowest: 0, highest: 65535 });
  assert.ok(range.lower > 990 && range.lower < 1030, String(range.lower));
  assert.ok(range.upper > 1970 && range.upper < 2030, String(range.upper));
});

test('An all-equal film gets a window that is not empty', () => {
  const range = initialRange(header(), { values: new Uint16Array(6).fill(7), lowest: 7, highest: 7 });
  assert.ok(range.upper > range.lower);
});

test('The first part of a multipart answer is taken byte by byte, whatever its bytes look like', () => {
  const pixels = Uint8Array.from([13, 10, 45, 45, 97, 13, 10, 13, 10, 0, 255]);
  const text = (value: string) => new TextEncoder().encode(value);
  const body = Uint8Array.from([...text('--abc\r\nContent-Type: application/octet-stream\r\n\r\n'), ...pixels, ...text('\r\n--abc--\r\n')]);
  assert.deepEqual(firstPart('multipart/related; type="application/octet-stream"; boundary="abc"', body), pixels);
  assert.deepEqual(firstPart('application/octet-stream', pixels), pixels);
  assert.throws(() => firstPart('multipart/related; boundary=abc', body.subarray(0, body.length - 12)), /ends before/);
});
