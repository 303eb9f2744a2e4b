/** Lengths that a scale bar may have, in mm. */
const lengthsMm = [100, 50, 20, 10, 5, 2, 1];

/** The longest round length that fits; null where none does. `pxPerMm`: CSS pixels across. */
export function scaleBar(pxPerMm: number, maximumPx: number): { readonly words: string; readonly widthPx: number } | null {
  const length = lengthsMm.find((candidate) => candidate * pxPerMm <= maximumPx);
  if (length === undefined || !(pxPerMm > 0)) {
    return null;
  }
  return { words: length >= 10 ? `${String(length / 10)} cm` : `${String(length)} mm`, widthPx: length * pxPerMm };
}
