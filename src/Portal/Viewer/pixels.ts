import { FilmError } from './filmError.ts';
import type { FilmHeader } from './filmHeader.ts';
import { rangeOf, spread } from './greyRange.ts';
import { lookUp } from './lut.ts';

export type GreyValues = Uint8Array | Uint16Array | Int16Array | Float32Array;

export interface GreyPixels {
  /**
   * Row-major (red, green, blue of a pixel together), after the Modality LUT, before any window. Films whose window is no straight line (SIGMOID, VOI LUT) or is followed by a
   * Presentation LUT: after it, 0 to `whitest`, for Cornerstone draws such by the graphics card only, and not to the last grey, or not at all.
   */
  readonly values: GreyValues;
  /** Of the film without its padding. */
  readonly lowest: number;
  readonly highest: number;
  /** 1 where a pixel is padding, 0 elsewhere; null: the film has none. */
  readonly padded: Uint8Array | null;
}

/** The brightest value of a film that was windowed by a curve or table. */
export const whitest = 65535;

/** The film's window is applied to its values, not by Cornerstone. */
export function isCurved(header: FilmHeader): boolean {
  return header.presentation !== null || (header.window === null ? header.voiLut !== null : header.voiFunction === 'SIGMOID');
}

/** Stored little-endian cells to grey values: bits above HighBit are cut off, signs extended, the Modality LUT applied (PS3.3 C.11.1). */
export function toGrey(header: FilmHeader, bytes: Uint8Array): GreyPixels {
  const count = header.rows * header.columns * (header.colour ? 3 : 1);
  const expected = (count * header.bitsAllocated) / 8;
  if (bytes.byteLength < expected) {
    throw new FilmError(
      `The film arrived cut off (${String(bytes.byteLength)} of ${String(expected)} bytes). Try again; if it stays so, the file is damaged.`,
      true,
    );
  }
  const stored = storedValues(header, bytes, count);
  const padded = paddingOf(header, stored);
  const modality = measured(modalityValues(header, stored), padded);
  const pixels = isCurved(header) ? measured(curvedValues(header, modality), padded) : modality;
  if (pixels.lowest > pixels.highest) {
    return { values: new Uint8Array(count), lowest: 0, highest: 0, padded };
  }
  if (padded !== null) {
    // Padding is no part of the picture: as dark as the film's darkest.
    const darkest = header.lowestIsWhite ? pixels.highest : pixels.lowest;
    for (let i = 0; i < count; i++) {
      if (padded[i] === 1) {
        pixels.values[i] = darkest;
      }
    }
  }
  return pixels;
}

/** With the ends of the values, padding left out; lowest above highest where nothing but padding is. */
function measured(values: GreyValues, padded: Uint8Array | null): GreyPixels {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    if (padded?.[i] !== 1) {
      const value = values[i] ?? 0;
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
  }
  return { values, lowest, highest, padded };
}

function paddingOf({ padding }: FilmHeader, stored: GreyValues): Uint8Array | null {
  if (padding === null) {
    return null;
  }
  const padded = new Uint8Array(stored.length);
  for (let i = 0; i < stored.length; i++) {
    const value = stored[i] ?? 0;
    padded[i] = value >= padding.lowest && value <= padding.highest ? 1 : 0;
  }
  return padded;
}

// PS3.3 C.11.1.
function modalityValues({ rescaleSlope: slope, rescaleIntercept: intercept, modalityLut }: FilmHeader, stored: GreyValues): GreyValues {
  if (modalityLut === null && slope === 1 && intercept === 0) {
    return stored;
  }
  const values = new Float32Array(stored.length);
  for (let i = 0; i < stored.length; i++) {
    const value = stored[i] ?? 0;
    values[i] = modalityLut === null ? value * slope + intercept : lookUp(modalityLut, value);
  }
  return values;
}

// Window, polarity and Presentation LUT, in this order: PS3.4 N.2. Without a Presentation LUT polarity is left to Cornerstone.
function curvedValues(header: FilmHeader, modality: GreyPixels): Uint16Array {
  const windowed = windowedBy(header, modality);
  const { presentation } = header;
  const shown = (value: number): number => {
    const brightness = windowed(value);
    if (presentation === null) {
      return brightness;
    }
    const { lut, inverted } = presentation;
    return lookUp(lut, (inverted ? 1 - brightness : brightness) * (lut.entries.length - 1)) / (2 ** lut.bits - 1);
  };
  const values = new Uint16Array(modality.values.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.round(whitest * shown(modality.values[i] ?? 0));
  }
  return values;
}

/** From the modality's values to 0 (black) to 1 (white). PS3.3 C.11.2. */
function windowedBy(header: FilmHeader, modality: GreyPixels): (value: number) => number {
  const { window, voiFunction, voiLut } = header;
  if (window !== null && voiFunction === 'SIGMOID') {
    return (value) => 1 / (1 + Math.exp((-4 * (value - window.center)) / window.width)); // C.11.2.1.3.1
  }
  if (window === null && voiLut !== null) {
    return (value) => lookUp(voiLut, value) / (2 ** voiLut.bits - 1);
  }
  const { lower, upper } = window === null ? spread(modality) : rangeOf(window.center, window.width, voiFunction);
  return (value) => Math.min(1, Math.max(0, (value - lower) / (upper - lower)));
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
