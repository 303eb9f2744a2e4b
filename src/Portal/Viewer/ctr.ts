import type { Contour } from './analysisEvents.ts';
import { palette, regionColours } from './palette.ts';
import { apply, type Affine, type Point } from './transform.ts';

/** The two ends of a region's largest extent from side to side, in image coordinates. */
export interface Width {
  readonly from: Point;
  readonly to: Point;
}

/**
 * The widths that the cardiothoracic ratio compares: the heart's and that of both lungs together. `sideways`: the patient's sides lie along
 * the film's columns. Null where a region is missing.
 */
export function ctrWidths(contours: readonly Contour[], sideways: boolean): { readonly heart: Width; readonly thorax: Width } | null {
  const heart = pointsOf(contours.filter((contour) => contour.region === 'Heart'));
  const lungs = pointsOf(contours.filter((contour) => contour.region !== 'Heart'));
  const heartWidth = widest(heart, sideways);
  const thoraxWidth = widest(lungs, sideways);
  return heartWidth === null || thoraxWidth === null ? null : { heart: heartWidth, thorax: thoraxWidth };
}

export function drawCtr(
  context: CanvasRenderingContext2D,
  contours: readonly Contour[],
  ratio: number,
  map: Affine,
  sideways: boolean,
): void {
  const widths = ctrWidths(contours, sideways);
  if (widths === null) {
    return;
  }
  drawWidth(context, widths.thorax, map, palette.text);
  drawWidth(context, widths.heart, map, regionColours.Heart);
  const middle = apply(map, { x: (widths.heart.from.x + widths.heart.to.x) / 2, y: (widths.heart.from.y + widths.heart.to.y) / 2 });
  const words = `CTR ${ratio.toFixed(2)}`;
  context.save();
  context.font = '600 14px system-ui, sans-serif';
  const width = context.measureText(words).width;
  context.fillStyle = palette.shade;
  context.fillRect(middle.x - width / 2 - 4, middle.y - 24, width + 8, 20);
  context.fillStyle = palette.text;
  context.fillText(words, middle.x - width / 2, middle.y - 9);
  context.restore();
}

function drawWidth(context: CanvasRenderingContext2D, width: Width, map: Affine, colour: string): void {
  const from = apply(map, width.from);
  const to = apply(map, width.to);
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const across = { x: (-(to.y - from.y) / length) * 8, y: ((to.x - from.x) / length) * 8 };
  context.save();
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  for (const end of [from, to]) {
    context.moveTo(end.x - across.x, end.y - across.y);
    context.lineTo(end.x + across.x, end.y + across.y);
  }
  context.stroke();
  context.restore();
}

function pointsOf(contours: readonly Contour[]): Point[] {
  return contours.flatMap(({ points }) =>
    Array.from({ length: Math.floor(points.length / 2) }, (_, i) => ({ x: points[2 * i] ?? 0, y: points[2 * i + 1] ?? 0 })),
  );
}

// Drawn as one straight line from side to side, at half the height between the two outermost points.
function widest(points: readonly Point[], sideways: boolean): Width | null {
  const along = (p: Point): number => (sideways ? p.y : p.x);
  const across = (p: Point): number => (sideways ? p.x : p.y);
  const [first] = points;
  if (first === undefined) {
    return null;
  }
  const low = points.reduce((best, p) => (along(p) < along(best) ? p : best), first);
  const high = points.reduce((best, p) => (along(p) > along(best) ? p : best), first);
  const height = (across(low) + across(high)) / 2;
  const place = (p: Point): Point => (sideways ? { x: height, y: p.y } : { x: p.x, y: height });
  return { from: place(low), to: place(high) };
}
