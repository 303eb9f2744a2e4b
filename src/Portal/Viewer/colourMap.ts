/** Inferno at ten even steps: perceptually even from black over red to pale yellow, and readable by the colour-blind. */
const stops: readonly (readonly [number, number, number])[] = [
  [0x00, 0x00, 0x04],
  [0x1b, 0x0c, 0x41],
  [0x4a, 0x0c, 0x6b],
  [0x78, 0x1c, 0x6d],
  [0xa5, 0x2c, 0x60],
  [0xcf, 0x44, 0x46],
  [0xed, 0x69, 0x25],
  [0xfb, 0x9b, 0x06],
  [0xf7, 0xd1, 0x3d],
  [0xfc, 0xff, 0xa4],
];

/** Red, green, blue of value 0..255: 768 bytes. */
export const inferno: Uint8Array = table();

function table(): Uint8Array {
  const rgb = new Uint8Array(256 * 3);
  for (let value = 0; value < 256; value++) {
    const at = (value / 255) * (stops.length - 1);
    const below = Math.min(Math.floor(at), stops.length - 2);
    const from = stops[below] ?? [0, 0, 0];
    const to = stops[below + 1] ?? from;
    for (let channel = 0; channel < 3; channel++) {
      const low = from[channel] ?? 0;
      rgb[value * 3 + channel] = Math.round(low + (at - below) * ((to[channel] ?? low) - low));
    }
  }
  return rgb;
}

/** The CSS colour of a score 0..1. */
export function cssColour(score: number): string {
  const at = Math.round(Math.min(1, Math.max(0, score)) * 255) * 3;
  return `rgb(${String(inferno[at])}, ${String(inferno[at + 1])}, ${String(inferno[at + 2])})`;
}
