import type { FilmHeader } from './filmHeader.ts';
import { rangeOf, spread, type GreyRange } from './greyRange.ts';
import { isCurved, whitest, type GreyPixels } from './pixels.ts';

export { rangeOf, type GreyRange };

/** The header's window, or one that spans the film's own values where it has none. */
export function initialRange(header: FilmHeader, pixels: GreyPixels): GreyRange {
  if (header.colour) {
    return { lower: 0, upper: 255 };
  }
  if (isCurved(header)) {
    return { lower: 0, upper: whitest };
  }
  if (header.window !== null) {
    return rangeOf(header.window.center, header.window.width, header.voiFunction);
  }
  return spread(pixels);
}

/** Centre and width as a header would name them. */
export function windowOf(range: GreyRange): { readonly center: number; readonly width: number } {
  return { center: (range.lower + range.upper + 1) / 2, width: range.upper - range.lower + 1 };
}
