import { inferno } from './colourMap.ts';

/** A rectangle of the heat map's cells, as one segment sends it. Values are row-major, 0..255 for scores 0..1. */
export interface HeatPatch {
  readonly heatRows: number;
  readonly heatColumns: number;
  readonly x: number;
  readonly y: number;
  readonly columns: number;
  readonly values: Uint8Array;
}

/** Suspicion over one film, as far as it has arrived: edge to edge with the film, on a coarser grid. */
export class Heatmap {
  readonly values: Uint8Array;
  private readonly arrived: Uint8Array;
  private merges = 0;

  constructor(
    readonly rows: number,
    readonly columns: number,
  ) {
    this.values = new Uint8Array(rows * columns);
    this.arrived = new Uint8Array(rows * columns);
  }

  /** Grows with every patch: who paints the map sees whether it changed. */
  get version(): number {
    return this.merges;
  }

  /** Keeps the higher of what is held and what arrives, so that the order of patches does not matter. */
  merge(patch: HeatPatch): void {
    const patchRows = patch.values.length / patch.columns;
    const fits =
      patch.heatRows === this.rows &&
      patch.heatColumns === this.columns &&
      Number.isInteger(patchRows) &&
      patch.x >= 0 &&
      patch.y >= 0 &&
      patch.x + patch.columns <= this.columns &&
      patch.y + patchRows <= this.rows;
    if (!fits) {
      throw new RangeError(
        `A patch of ${String(patch.columns)} x ${String(patchRows)} cells at ${String(patch.x)},${String(patch.y)} of ` +
          `${String(patch.heatColumns)} x ${String(patch.heatRows)} does not fit a heat map of ${String(this.columns)} x ${String(this.rows)}.`,
      );
    }
    this.merges++;
    for (let row = 0; row < patchRows; row++) {
      for (let column = 0; column < patch.columns; column++) {
        const to = (patch.y + row) * this.columns + patch.x + column;
        const value = patch.values[row * patch.columns + column] ?? 0;
        if (value > (this.values[to] ?? 0)) {
          this.values[to] = value;
        }
        this.arrived[to] = 1;
      }
    }
  }

  /** The share of the film's cells that some segment has reported, and the share at or above `threshold` (a score 0..1). */
  coverage(threshold: number): { readonly arrived: number; readonly above: number; readonly highest: number } {
    let arrived = 0;
    let above = 0;
    let highest = 0;
    for (let i = 0; i < this.values.length; i++) {
      const value = this.values[i] ?? 0;
      arrived += this.arrived[i] ?? 0;
      above += value > 0 && value >= threshold * 255 ? 1 : 0;
      highest = Math.max(highest, value);
    }
    return { arrived: arrived / this.values.length, above: above / this.values.length, highest: highest / 255 };
  }
}

/** How finely the cells are interpolated before they are coloured. */
const upsampling = 4;

export interface HeatPixels {
  readonly width: number;
  readonly height: number;
  /** RGBA, not premultiplied. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * The heat map's picture: scores are interpolated first and coloured afterwards (the other way round invents colours), and what lies below
 * `threshold` (a score 0..1) is transparent. Just above it the colour fades in over a few grey levels, so that the rim is no hard edge.
 */
export function paintHeat(heat: Heatmap, threshold: number): HeatPixels {
  const width = heat.columns * upsampling;
  const height = heat.rows * upsampling;
  const rgba = new Uint8ClampedArray(width * height * 4);
  const lowest = Math.max(1, threshold * 255);
  const columns = taps(width, heat.columns);
  const rows = taps(height, heat.rows);
  for (let y = 0; y < height; y++) {
    const row = rows[y];
    if (row === undefined) {
      continue;
    }
    for (let x = 0; x < width; x++) {
      const column = columns[x];
      if (column === undefined) {
        continue;
      }
      const top = mix(heat.values, row.low * heat.columns, column);
      const bottom = mix(heat.values, row.high * heat.columns, column);
      const value = top + row.share * (bottom - top);
      if (value < lowest) {
        continue;
      }
      const colour = Math.min(255, Math.round(value)) * 3;
      const to = (y * width + x) * 4;
      rgba[to] = inferno[colour] ?? 0;
      rgba[to + 1] = inferno[colour + 1] ?? 0;
      rgba[to + 2] = inferno[colour + 2] ?? 0;
      rgba[to + 3] = 128 + Math.min(127, (value - lowest) * 16);
    }
  }
  return { width, height, rgba };
}

/** The two cells that a fine pixel lies between, and how far it is towards the second. */
interface Tap {
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

function taps(fine: number, coarse: number): Tap[] {
  return Array.from({ length: fine }, (_, i) => {
    const at = Math.min(coarse - 1, Math.max(0, (i + 0.5) / upsampling - 0.5));
    const low = Math.floor(at);
    return { low, high: Math.min(coarse - 1, low + 1), share: at - low };
  });
}

function mix(values: Uint8Array, offset: number, tap: Tap): number {
  const low = values[offset + tap.low] ?? 0;
  return low + tap.share * ((values[offset + tap.high] ?? 0) - low);
}
