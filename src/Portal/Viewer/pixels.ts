import { FilmError } from './filmError.ts';
import type { FilmHeader } from './filmHeader.ts';

export type GreyValues = Uint8Array | Uint16Array | Int16Array | Float32Array;

export interface GreyPixels {
  /** Row-major, after the rescale slope and intercept, before any window. */
  readonly values: GreyValues;
  readonly lowest: number;
  readonly highest: number;
}

/** Stored little-endian cells to grey values: bits above HighBit are cut off, signs extended, the linear Modality LUT applied (PS3.3 C.11.1). */
export function toGrey(header: FilmHeader, bytes: Uint8Array): GreyPixels {
  const count = header.rows * header.columns;
  const expected = (count * header.bitsAllocated) / 8;
  if (bytes.byteLength < expected) {
    throw new FilmError(
      `The film arrived cut off (${String(bytes.byteLength)} of ${String(expected)} bytes). Try again; if it stays so, the file is damaged.`,
      true,
    );
  }
  const stored = storedValues(header, bytes, count);
  const { rescaleSlope: slope, rescaleIntercept: intercept } = header;
  let values: GreyValues = stored;
  if (slope !== 1 || intercept !== 0) {
    values = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      values[i] = (stored[i] ?? 0) * slope + intercept;
    }
  }
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return { values, lowest, highest };
}

function storedValues(header: FilmHeader, bytes: Uint8Array, count: number): GreyValues {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { bitsAllocated, bitsStored, highBit, signed } = header;
  const drop = Math.max(0, highBit + 1 - bitsStored);
  const left = 32 - Math.min(32, highBit + 1);
  const right = left + drop;
  const cut = signed ? (cell: number) => (cell << left) >> right : (cell: number) => (cell << left) >>> right;
  if (bitsAllocated === 8) {
    const values = signed ? new Int16Array(count) : new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      values[i] = cut(view.getUint8(i));
    }
    return values;
  }
  if (bitsAllocated === 16) {
    const values = signed ? new Int16Array(count) : new Uint16Array(count);
    for (let i = 0; i < count; i++) {
      values[i] = cut(view.getUint16(i * 2, true));
    }
    return values;
  }
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    values[i] = cut(view.getUint32(i * 4, true));
  }
  return values;
}
