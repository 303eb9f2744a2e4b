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

function lutItem(descriptor: readonly number[], entries: readonly number[]): unknown {
  const bytes = new Uint8Array(Uint16Array.from(entries).buffer);
  return { '00283002': { vr: 'US', Value: descriptor }, '00283006': { vr: 'OW', InlineBinary: btoa(String.fromCharCode(...bytes)) } };
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
  assert.throws(() => readHeader(json({ '00280004': ['YBR_FULL'], '00280002': [3], '00280100': [8] })), FilmError);
  assert.throws(() => readHeader(json({ '00280010': undefined })), /no rows and columns/);
  assert.throws(() => readHeader(json({ '00280100': [12] })), /12 bits/);
});

test('Colour is red, green, blue as it came, with no window', () => {
  const film = readHeader(
    json({ '00280004': ['RGB'], '00280002': [3], '00280100': [8], '00280101': [8], '00280102': [7], '00281050': [9], '00281051': [9] }),
  );
  const bytes = Uint8Array.from({ length: 18 }, (_, i) => i * 14);
  const pixels = toGrey(film, bytes);
  assert.deepEqual([...pixels.values], [...bytes]);
  assert.deepEqual(initialRange(film, pixels), { lower: 0, upper: 255 });
  assert.throws(() => toGrey(film, bytes.subarray(0, 17)), /cut off/);
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

test('A Modality LUT stands in for slope and intercept, its first value signed where the pixels are', () => {
  const lut = lutItem([3, 65535, 16], [100, 200, 300]);
  const film = readHeader(json({ '00280103': [1], '00283000': [lut], '00281053': [9] }));
  assert.deepEqual([...toGrey(film, words(0x0800, 0x0fff, 0, 1, 2, 3)).values], [100, 100, 200, 300, 300, 300]);
});

test('A VOI LUT makes the greys where there is no window, over its whole output', () => {
  const film = readHeader(json({ '00283010': [lutItem([3, 10, 12], [0, 1000, 4095])] }));
  const pixels = toGrey(film, words(0, 10, 11, 12, 13, 4095));
  assert.deepEqual([...pixels.values], [0, 0, 16004, 65535, 65535, 65535]);
  assert.deepEqual(initialRange(film, pixels), { lower: 0, upper: 65535 });
  assert.equal(readHeader(json({ '00283010': [lutItem([3, 10, 12], [0, 1000, 4095])], '00281050': [1], '00281051': [2] })).voiLut, null);
});

test('Entries of 8 bits are taken byte by byte', () => {
  const lut = { '00283002': { vr: 'US', Value: [4, 0, 8] }, '00283006': { vr: 'OW', InlineBinary: btoa(String.fromCharCode(1, 2, 3, 4)) } };
  assert.deepEqual([...(readHeader(json({ '00283010': [lut] })).voiLut?.entries ?? [])], [1, 2, 3, 4]);
});

test('SIGMOID is the formula of PS3.3 C.11.2.1.3.1', () => {
  const film = readHeader(json({ '00281050': [2048], '00281051': [4096], '00281056': ['SIGMOID'] }));
  const pixels = toGrey(film, words(0, 2048, 4095, 1024, 3072, 1));
  // 1 / (1 + exp(-4 (x - c) / w)): .1192, .5, .8807, .2689, .7311.
  assert.deepEqual(
    [...pixels.values].map((value) => Math.round((value / 65535) * 1e4) / 1e4),
    [0.1192, 0.5, 0.8807, 0.2689, 0.7311, 0.1193],
  );
  assert.deepEqual(initialRange(film, pixels), { lower: 0, upper: 65535 });
});

test('LINEAR_EXACT takes widths below 1, LINEAR does not, and the first window that is allowed counts', () => {
  const exact = readHeader(json({ '00281050': [1], '00281051': [0.5], '00281056': ['LINEAR_EXACT'] }));
  assert.deepEqual(initialRange(exact, toGrey(exact, words(0, 1, 2, 3, 4, 5))), { lower: 0.75, upper: 1.25 });
  assert.deepEqual(readHeader(json({ '00281050': [1, 2], '00281051': [0.5, 3] })).window, { center: 2, width: 3 });
});

test('Presentation LUT Shape says which end is white, else the photometric interpretation', () => {
  const inverted = (photometric: string, shape?: string) =>
    readHeader(json({ '00280004': [photometric], '20500020': shape === undefined ? undefined : [shape] })).lowestIsWhite;
  assert.deepEqual(
    [inverted('MONOCHROME1'), inverted('MONOCHROME2'), inverted('MONOCHROME2', 'INVERSE'), inverted('MONOCHROME1', 'IDENTITY')],
    [true, false, true, false],
  );
});

test('A Presentation LUT comes behind window and polarity, over all that the window gives', () => {
  const lut = lutItem([5, 0, 8], [0, 10, 100, 200, 255]);
  const shown = (changes: Record<string, readonly unknown[]>) => {
    const film = readHeader(json({ '00281050': [2048], '00281051': [4096], '20500010': [lut], ...changes }));
    const pixels = toGrey(film, words(0, 1024, 2048, 3072, 4095, 1));
    assert.deepEqual([film.lowestIsWhite, initialRange(film, pixels)], [false, { lower: 0, upper: 65535 }]);
    return [...pixels.values].map((value) => value / 257);
  };
  assert.deepEqual(shown({}), [0, 10, 100, 200, 255, 0]);
  assert.deepEqual(shown({ '00280004': ['MONOCHROME1'] }), [255, 200, 100, 10, 0, 255]);
  assert.deepEqual(shown({ '20500020': ['INVERSE'] }), [255, 200, 100, 10, 0, 255]);
  assert.deepEqual(shown({ '00281050': [], '00281051': [], '00283010': [lutItem([2, 1000, 8], [0, 255])] }), [0, 255, 255, 255, 255, 0]);
});

test('A table that is there and cannot be used is an error: the film would be another without it', () => {
  const { '00283002': descriptor } = lutItem([2, 0, 8], [1, 2]) as Record<string, unknown>;
  assert.throws(() => readHeader(json({ '20500010': [{ '00283002': descriptor }] })), FilmError);
  assert.throws(() => readHeader(json({ '20500010': [lutItem([2, 1, 8], [1, 2])] })), /begin at 0/);
  assert.throws(() => readHeader(json({ '00283000': [lutItem([9, 0, 16], [1, 2])] })), FilmError);
  assert.equal(readHeader(json({ '20500010': [{}] })).presentation, null);
});

test('A rescale of several values, a flat one and one beyond all numbers are none, as on the server', () => {
  const rescale = (slope: readonly unknown[], intercept: readonly unknown[]) => {
    const { rescaleSlope, rescaleIntercept } = readHeader(json({ '00281053': slope, '00281052': intercept }));
    return [rescaleSlope, rescaleIntercept];
  };
  assert.deepEqual(rescale([2], [-5]), [2, -5]);
  assert.deepEqual(rescale([2, 3], [-5]), [1, -5]);
  assert.deepEqual(rescale([2], [-5, 7]), [2, 0]);
  assert.deepEqual(rescale([0], [-5]), [1, 0]);
  assert.deepEqual(rescale([1e-12], [1000]), [1, 0]);
  assert.deepEqual(rescale([1e300], [0]), [1, 0]);
});

test('A range of padding is as dark as the darkest of the film, whichever end is white', () => {
  const padding = { lowest: 0, highest: 10 };
  assert.deepEqual([...toGrey(header({ padding }), words(0, 10, 11, 20, 30, 5)).values], [11, 11, 11, 20, 30, 11]);
  assert.deepEqual([...toGrey(header({ padding, lowestIsWhite: true }), words(0, 10, 11, 20, 30, 5)).values], [30, 30, 11, 20, 30, 30]);
  assert.deepEqual(readHeader(json({ '00280103': [1], '00280120': [63536], '00280121': [-1990] })).padding, {
    lowest: -2000,
    highest: -1990,
  });
});

test("A frame's own functional groups come before the shared ones", () => {
  const group = (center: number) => ({
    '00289132': { vr: 'SQ', Value: [{ '00281050': { vr: 'DS', Value: [center] }, '00281051': { vr: 'DS', Value: [9] } }] },
  });
  const frames = json({ '52009229': [group(1)], '52009230': [{}, group(2)] });
  assert.deepEqual([readHeader(frames, 1).window?.center, readHeader(frames, 2).window?.center], [1, 2]);
});

test('The detector spacing is divided by the magnification, and a scanned film has the spacing of its scanner', () => {
  assert.deepEqual(readHeader(json({ '00181164': [0.2, 0.2], '00181114': [1.25] })).spacingMm, { row: 0.16, column: 0.16 });
  assert.deepEqual(readHeader(json({ '00181164': [0.2, 0.2], '00181114': [1.25], '00280030': [0.2, 0.2] })).spacingMm, {
    row: 0.16,
    column: 0.16,
  });
  assert.deepEqual(readHeader(json({ '00182010': [0.1, 0.1] })).spacingMm, { row: 0.1, column: 0.1 });
});

test('A film that arrives cut off is an error that says so, never a half film', () => {
  assert.throws(() => toGrey(header(), words(1, 2, 3)), /cut off \(6 of 12 bytes\)/);
});

test("The header's window is kept exactly, LINEAR with its half values", () => {
  const range = initialRange(header({ window: { center: 2048, width: 4096 } }), {
    values: new Uint16Array(6),
    lowest: 0,
    highest: 0,
    padded: null,
  });
  assert.deepEqual(range, { lower: 0, upper: 4095 });
  assert.deepEqual(windowOf(range), { center: 2048, width: 4096 });
});

test('Without a window the values themselves are spread, padding and outliers left out', () => {
  const values = new Uint16Array(10000).map((_, i) => 1000 + (i % 1000));
  values.fill(65535, 0, 50);
  values.fill(0, 50, 3000);
  const bytes = new Uint8Array(values.buffer);
  const film = header({ rows: 100, columns: 100, bitsStored: 16, highBit: 15, padding: { lowest: 0, highest: 0 } });
  const range = initialRange(film, toGrey(film, bytes));
  assert.ok(range.lower > 990 && range.lower < 1030, String(range.lower));
  assert.ok(range.upper > 1970 && range.upper < 2030, String(range.upper));
});

test('An all-equal film gets a window that is not empty', () => {
  const range = initialRange(header(), { values: new Uint16Array(6).fill(7), lowest: 7, highest: 7, padded: null });
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
