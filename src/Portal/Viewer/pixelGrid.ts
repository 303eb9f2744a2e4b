/** Where an element begins within its parent, and how long it is, in CSS pixels. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** A display ratio of 1.1 needs steps of 10 CSS pixels, one of 1.25 steps of 4; what needs more than this many is left to the browser. */
const longestStep = 20;

/**
 * The part of an extent that begins on a device pixel and covers whole ones, with a whole number of CSS pixels. On any other place the
 * browser resamples a canvas, which moves and blurs what it shows by up to a pixel.
 */
export function onPixelGrid(start: number, length: number, ratio: number): Extent {
  const offset = Math.ceil(start * ratio - 0.01) / ratio - start;
  const left = Math.floor(length - offset + 0.01);
  for (let shorter = 0; shorter < Math.min(longestStep, left); shorter++) {
    if (Math.abs((left - shorter) * ratio - Math.round((left - shorter) * ratio)) < 0.01) {
      return { offset, length: left - shorter };
    }
  }
  return { offset, length: Math.max(0, left) };
}

/**
 * What Cornerstone calls canvas coordinates, times this, are CSS pixels. It divides the canvas's own pixels by the display's ratio of now, but the
 * canvas may have been sized under another ratio, and the CPU fallback's has one pixel for each CSS pixel.
 */
export function cssScale(ratio: number, cssLength: number, canvasLength: number): number {
  return (ratio * cssLength) / canvasLength;
}
