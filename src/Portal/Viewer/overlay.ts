import type { FilmAnalysis } from './analysis.ts';
import type { Contour, Segment } from './analysisEvents.ts';
import { drawCtr } from './ctr.ts';
import { captionOf, scoreText, type FindingMark } from './findings.ts';
import { HeatLayer } from './heatLayer.ts';
import type { OverlaySettings } from './overlaySettings.ts';
import { palette, regionColours, tones } from './palette.ts';
import { cornersOf, apply, type Affine, type Box } from './transform.ts';

/** How long a segment glows once it is scored, in ms. */
export const glowMs = 300;

export interface OverlayScene {
  readonly map: Affine;
  readonly rows: number;
  readonly columns: number;
  readonly analysis: FilmAnalysis;
  readonly settings: OverlaySettings;
  /** Scores below it stay transparent, 0..1. */
  readonly heatThreshold: number;
  readonly findings: readonly FindingMark[];
  readonly selected: string | null;
  /** The patient's left and right lie along the film's columns (the film lies on its side). */
  readonly sideways: boolean;
  /** The box being drawn or changed. */
  readonly draft: { readonly box: Box; readonly handles: boolean } | null;
  readonly editedKey: string | null;
}

/** Paints everything that lies over the film. Knows nothing of mouse, server or page. */
export class Overlay {
  private readonly context: CanvasRenderingContext2D;
  private readonly heat = new HeatLayer();
  private glows: { readonly segment: Segment; readonly since: number }[] = [];

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly calm: boolean,
  ) {
    const context = canvas.getContext('2d');
    if (context === null) {
      throw new Error('This browser has no canvas to draw on.');
    }
    this.context = context;
  }

  /** Lets a segment glow. Where the reader asked for little motion it does not. */
  glow(segment: Segment, now: number): void {
    if (!this.calm) {
      this.glows.push({ segment, since: now });
    }
  }

  /** Paints the scene; true where something still moves and a next picture is due. */
  paint(scene: OverlayScene | null, now: number): boolean {
    const { context, canvas } = this;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * ratio);
    const height = Math.round(canvas.clientHeight * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    this.glows = this.glows.filter(({ since }) => now - since < glowMs);
    if (scene === null) {
      return this.glows.length > 0;
    }
    const { settings, analysis, map } = scene;
    if (!settings.hidden) {
      if (settings.heat && analysis.heat !== null) {
        this.heat.draw(context, analysis.heat, scene.heatThreshold, settings.heatOpacity, map, scene.rows, scene.columns);
      }
      this.drawContours(scene);
      if (settings.plan) {
        analysis.segments.forEach((segment) => {
          this.drawSegment(segment, map);
        });
      }
      this.glows.forEach(({ segment, since }) => {
        this.drawGlow(segment, map, 1 - (now - since) / glowMs);
      });
      if (settings.ctr && analysis.cardiothoracicRatio !== null) {
        drawCtr(context, analysis.contours, analysis.cardiothoracicRatio, map, scene.sideways);
      }
    }
    scene.findings.forEach((finding) => {
      const drawnByReader = finding.state === 'added';
      if (finding.key !== scene.editedKey && (drawnByReader || !settings.hidden)) {
        this.drawFinding(finding, map, finding.key === scene.selected, scene.findings.length);
      }
    });
    if (scene.draft !== null) {
      this.drawDraft(scene.draft.box, scene.draft.handles, map);
    }
    return this.glows.length > 0;
  }

  private drawContours(scene: OverlayScene): void {
    const { lungs, heart } = scene.settings;
    const shown = scene.analysis.contours.filter((contour) => (contour.region === 'Heart' ? heart : lungs));
    for (const contour of shown) {
      this.strokeTwice(outline(contour, scene.map), regionColours[contour.region], 1.5, []);
    }
  }

  private drawSegment(segment: Segment, map: Affine): void {
    this.strokeTwice(boxPath(segment.box, map), regionColours[segment.region], 1, [6, 4]);
    const corner = topLeft(segment.box, map);
    this.write(`${String(segment.id)}  ${scoreText(segment.score)}`, corner.x + 4, corner.y + 14, regionColours[segment.region]);
  }

  private drawGlow(segment: Segment, map: Affine, strength: number): void {
    const { context } = this;
    context.save();
    context.globalAlpha = strength;
    context.strokeStyle = palette.accent;
    context.lineWidth = 2;
    context.shadowColor = palette.accent;
    context.shadowBlur = 12;
    context.stroke(boxPath(segment.box, map));
    context.restore();
  }

  private drawFinding(finding: FindingMark, map: Affine, selected: boolean, among: number): void {
    const { colour, shape } = tones[finding.tone];
    const dash = finding.state === 'rejected' ? [4, 4] : [];
    this.strokeTwice(boxPath(finding.box, map), colour, selected ? 2.5 : 1.5, dash);
    const corner = topLeft(finding.box, map);
    this.write(`${shape} ${captionOf(finding, selected, among)}`, corner.x, corner.y - 6, colour, selected);
  }

  private drawDraft(box: Box, handles: boolean, map: Affine): void {
    this.strokeTwice(boxPath(box, map), palette.accent, 2, []);
    if (!handles) {
      return;
    }
    const { context } = this;
    const half = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const grips = [
      ...cornersOf(box),
      { x: half.x, y: box.y },
      { x: half.x, y: box.y + box.height },
      { x: box.x, y: half.y },
      { x: box.x + box.width, y: half.y },
    ];
    for (const grip of grips) {
      const p = apply(map, grip);
      context.fillStyle = palette.shade;
      context.fillRect(p.x - 5, p.y - 5, 10, 10);
      context.fillStyle = palette.accent;
      context.fillRect(p.x - 4, p.y - 4, 8, 8);
    }
  }

  /** A dark line below the bright one keeps it readable on bone and on air. */
  private strokeTwice(path: Path2D, colour: string, width: number, dash: readonly number[]): void {
    const { context } = this;
    context.save();
    context.lineJoin = 'round';
    context.strokeStyle = palette.shade;
    context.lineWidth = width + 1.5;
    context.stroke(path);
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash([...dash]);
    context.stroke(path);
    context.restore();
  }

  private write(words: string, x: number, y: number, colour: string, strong = false): void {
    const { context } = this;
    context.save();
    context.font = `${strong ? '600 ' : ''}13px system-ui, sans-serif`;
    context.textBaseline = 'alphabetic';
    const width = context.measureText(words).width;
    const left = Math.min(Math.max(x, 2), Math.max(2, this.canvas.clientWidth - width - 8));
    const baseline = Math.max(y, 16);
    context.fillStyle = palette.shade;
    context.fillRect(left - 2, baseline - 13, width + 8, 18);
    context.fillStyle = colour;
    context.fillText(words, left + 2, baseline);
    context.restore();
  }
}

function boxPath(box: Box, map: Affine): Path2D {
  const path = new Path2D();
  cornersOf(box).forEach((corner, i) => {
    const p = apply(map, corner);
    if (i === 0) {
      path.moveTo(p.x, p.y);
    } else {
      path.lineTo(p.x, p.y);
    }
  });
  path.closePath();
  return path;
}

function topLeft(box: Box, map: Affine): { x: number; y: number } {
  const corners = cornersOf(box).map((corner) => apply(map, corner));
  return { x: Math.min(...corners.map((p) => p.x)), y: Math.min(...corners.map((p) => p.y)) };
}

function outline(contour: Contour, map: Affine): Path2D {
  const path = new Path2D();
  for (let i = 0; i + 1 < contour.points.length; i += 2) {
    const p = apply(map, { x: contour.points[i] ?? 0, y: contour.points[i + 1] ?? 0 });
    if (i === 0) {
      path.moveTo(p.x, p.y);
    } else {
      path.lineTo(p.x, p.y);
    }
  }
  path.closePath();
  return path;
}
