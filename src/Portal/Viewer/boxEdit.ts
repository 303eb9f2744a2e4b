import { type Box, type Point } from './transform.ts';

/** What is held while a box is changed: a side, a corner (two letters), or the whole. */
export type Handle = 'n' | 's' | 'w' | 'e' | 'nw' | 'ne' | 'sw' | 'se' | 'move';

/** The smallest side of a box, in film pixels. */
export const smallestSide = 1;

/** What a press at `p` would hold; null: nothing. `reach` is how far from an edge still counts, in film pixels. */
export function handleAt(box: Box, p: Point, reach: number): Handle | null {
  const right = box.x + box.width;
  const bottom = box.y + box.height;
  if (p.x < box.x - reach || p.x > right + reach || p.y < box.y - reach || p.y > bottom + reach) {
    return null;
  }
  const near = (value: number, low: number, high: number, names: readonly [string, string]): string => {
    const toLow = Math.abs(value - low);
    const toHigh = Math.abs(value - high);
    if (Math.min(toLow, toHigh) > reach) {
      return '';
    }
    return toLow <= toHigh ? names[0] : names[1];
  };
  const side = near(p.y, box.y, bottom, ['n', 's']) + near(p.x, box.x, right, ['w', 'e']);
  return (side === '' ? 'move' : side) as Handle;
}

/** The box after its handle was dragged by (dx, dy) film pixels; it stays on the film and keeps its sides in order. */
export function dragged(box: Box, handle: Handle, dx: number, dy: number, rows: number, columns: number): Box {
  if (handle === 'move') {
    return {
      ...box,
      x: clamp(box.x + dx, 0, columns - box.width),
      y: clamp(box.y + dy, 0, rows - box.height),
    };
  }
  let left = box.x;
  let top = box.y;
  let right = box.x + box.width;
  let bottom = box.y + box.height;
  if (handle.includes('w')) {
    left = clamp(left + dx, 0, right - smallestSide);
  }
  if (handle.includes('e')) {
    right = clamp(right + dx, left + smallestSide, columns);
  }
  if (handle.includes('n')) {
    top = clamp(top + dy, 0, bottom - smallestSide);
  }
  if (handle.includes('s')) {
    bottom = clamp(bottom + dy, top + smallestSide, rows);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The part of a box that lies on the film; null where it is smaller than a pixel. */
export function clipped(box: Box, rows: number, columns: number): Box | null {
  const x = clamp(box.x, 0, columns);
  const y = clamp(box.y, 0, rows);
  const width = clamp(box.x + box.width, 0, columns) - x;
  const height = clamp(box.y + box.height, 0, rows) - y;
  return width >= smallestSide && height >= smallestSide ? { x, y, width, height } : null;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
