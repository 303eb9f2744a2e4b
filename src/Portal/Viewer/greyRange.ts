import type { FilmHeader } from './filmHeader.ts';
import type { GreyPixels } from './pixels.ts';

/** The grey values shown as black and as white. */
export interface GreyRange {
  readonly lower: number;
  readonly upper: number;
}

/** What share of the pixels may be clipped at either end where the header names no window. */
const clipped = 0.01;

/** PS3.3 C.11.2.1.2.1 (LINEAR has half a value off at both ends) and C.11.2.1.3.2 (LINEAR_EXACT). */
export function rangeOf(center: number, width: number, voiFunction: FilmHeader['voiFunction']): GreyRange {
  if (voiFunction === 'LINEAR') {
    const lower = center - 0.5 - (width - 1) / 2;
    return { lower, upper: lower + Math.max(width - 1, 1e-6) };
  }
  return { lower: center - width / 2, upper: center + width / 2 };
}

/** From the 1st to the 99th percentile, padding left out. The server (AutomaticWindow.cs) does the same. */
export function spread(pixels: GreyPixels): GreyRange {
  const bins = 4096;
  const { values, lowest, highest, padded } = pixels;
  const step = (highest - lowest) / bins;
  if (!(step > 0)) {
    return { lower: lowest - 0.5, upper: lowest + 0.5 };
  }
  const histogram = new Uint32Array(bins);
  let counted = 0;
  for (let i = 0; i < values.length; i++) {
    if (padded?.[i] !== 1) {
      const value = values[i] ?? 0;
      const bin = Math.min(bins - 1, Math.floor((value - lowest) / step));
      histogram[bin] = (histogram[bin] ?? 0) + 1;
      counted++;
    }
  }
  const at = (share: number): number => {
    let seen = 0;
    for (let bin = 0; bin < bins; bin++) {
      seen += histogram[bin] ?? 0;
      if (seen > share * counted) {
        return lowest + (bin + 0.5) * step;
      }
    }
    return highest;
  };
  const lower = at(clipped);
  const upper = at(1 - clipped);
  return upper > lower ? { lower, upper } : { lower: lowest, upper: highest };
}
