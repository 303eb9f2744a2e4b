import { apply, invert, type Affine } from './transform.ts';

/** Where the patient's sides are on the canvas as it is shown now. */
export interface SideMarkers {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

const opposite: Readonly<Record<string, string>> = { L: 'R', R: 'L', H: 'F', F: 'H', A: 'P', P: 'A' };

/**
 * The letters for the canvas's four edges, from Patient Orientation (0020,0020): the directions of a row and of a column, of which the main
 * letter counts (PS3.3 C.7.6.1.1.1). Null where the header does not say: then no side may be claimed.
 */
export function sideMarkers(patientOrientation: readonly string[] | null, imageToCanvas: Affine): SideMarkers | null {
  const row = patientOrientation?.[0]?.trim().charAt(0).toUpperCase() ?? '';
  const column = patientOrientation?.[1]?.trim().charAt(0).toUpperCase() ?? '';
  const oppositeOfRow = opposite[row];
  const oppositeOfColumn = opposite[column];
  if (oppositeOfRow === undefined || oppositeOfColumn === undefined || row === column || oppositeOfRow === column) {
    return null;
  }
  const back = invert(imageToCanvas);
  const origin = apply(back, { x: 0, y: 0 });
  const letter = (dx: number, dy: number): string => {
    const p = apply(back, { x: dx, y: dy });
    const alongRow = p.x - origin.x;
    const alongColumn = p.y - origin.y;
    if (Math.abs(alongRow) >= Math.abs(alongColumn)) {
      return alongRow > 0 ? row : oppositeOfRow;
    }
    return alongColumn > 0 ? column : oppositeOfColumn;
  };
  return { left: letter(-1, 0), right: letter(1, 0), top: letter(0, -1), bottom: letter(0, 1) };
}
