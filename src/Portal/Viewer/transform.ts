/**
 * Affine maps between image coordinates (0,0 at the top-left corner of the first pixel, PS3.3 C.10.5) and canvas coordinates (CSS pixels).
 * (x, y) -> (a x + c y + e, b x + d y + f), the order that CanvasRenderingContext2D.setTransform takes.
 */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box in image coordinates. Width and height are positive. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const identity: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

export function apply(m: Affine, p: Point): Point {
  return { x: m.a * p.x + m.c * p.y + m.e, y: m.b * p.x + m.d * p.y + m.f };
}

/** The map that applies `inner` first, then `outer`. */
export function compose(outer: Affine, inner: Affine): Affine {
  return {
    a: outer.a * inner.a + outer.c * inner.b,
    b: outer.b * inner.a + outer.d * inner.b,
    c: outer.a * inner.c + outer.c * inner.d,
    d: outer.b * inner.c + outer.d * inner.d,
    e: outer.a * inner.e + outer.c * inner.f + outer.e,
    f: outer.b * inner.e + outer.d * inner.f + outer.f,
  };
}

/** Throws where the map flattens the plane: a film without size has no inverse. */
export function invert(m: Affine): Affine {
  const determinant = m.a * m.d - m.b * m.c;
  if (!Number.isFinite(determinant) || determinant === 0) {
    throw new RangeError('The film has no size on the canvas, so no point of the canvas is a point of the film.');
  }
  return {
    a: m.d / determinant,
    b: -m.b / determinant,
    c: -m.c / determinant,
    d: m.a / determinant,
    e: (m.c * m.f - m.d * m.e) / determinant,
    f: (m.b * m.e - m.a * m.f) / determinant,
  };
}

/** The one affine map that sends (0,0), (width,0) and (0,height) to the three given points. */
export function fromCorners(width: number, height: number, origin: Point, alongRow: Point, alongColumn: Point): Affine {
  return {
    a: (alongRow.x - origin.x) / width,
    b: (alongRow.y - origin.y) / width,
    c: (alongColumn.x - origin.x) / height,
    d: (alongColumn.y - origin.y) / height,
    e: origin.x,
    f: origin.y,
  };
}

export function scaling(x: number, y: number): Affine {
  return { a: x, b: 0, c: 0, d: y, e: 0, f: 0 };
}

/** The box with these two opposite corners, whichever way they lie. */
export function boxBetween(p: Point, q: Point): Box {
  return { x: Math.min(p.x, q.x), y: Math.min(p.y, q.y), width: Math.abs(p.x - q.x), height: Math.abs(p.y - q.y) };
}

export function centreOf(box: Box): Point {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The box's four corners, clockwise from its first. */
export function cornersOf(box: Box): readonly [Point, Point, Point, Point] {
  const { x, y, width, height } = box;
  return [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
}

/** How many canvas pixels an image pixel's side covers, on average of both directions. */
export function magnification(m: Affine): number {
  return Math.sqrt(Math.abs(m.a * m.d - m.b * m.c));
}
