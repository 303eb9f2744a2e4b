import type { Segment } from './analysisEvents.ts';
import type { FilmFrame } from './filmFrame.ts';
import type { FilmHeader } from './filmHeader.ts';
import { sideMarkers } from './orientation.ts';
import { Overlay, type OverlayScene } from './overlay.ts';
import { scaleBar } from './scaleBar.ts';
import { magnification, type Affine } from './transform.ts';
import { windowOf, type GreyRange } from './window.ts';

export interface Scene extends Omit<OverlayScene, 'sideways'> {
  readonly header: FilmHeader;
  readonly range: GreyRange;
}

/** Brings overlay, side letters, figures and scale bar in line with the film, with the screen's next picture. */
export class FilmPainter {
  private readonly overlay: Overlay;
  private requested = false;
  private stopped = false;

  constructor(
    private readonly frame: FilmFrame,
    /** What there is to paint now; null: no film. */
    private readonly scene: () => Scene | null,
    /** The film was painted by this map. */
    private readonly painted: (map: Affine) => void,
  ) {
    this.overlay = new Overlay(frame.overlay, window.matchMedia('(prefers-reduced-motion: reduce)').matches);
  }

  /** However often it is asked for, it paints once a picture. */
  redraw(): void {
    if (this.requested || this.stopped) {
      return;
    }
    this.requested = true;
    requestAnimationFrame((now) => {
      this.requested = false;
      if (!this.stopped) {
        this.paint(now);
      }
    });
  }

  glow(segment: Segment): void {
    this.overlay.glow(segment, performance.now());
    this.redraw();
  }

  stop(): void {
    this.stopped = true;
  }

  private paint(now: number): void {
    const scene = this.scene();
    if (scene === null) {
      this.overlay.paint(null, now);
      this.frame.clearSides();
      this.frame.showReadout('');
      this.frame.showScale(null);
      this.frame.showColourBar(false);
      return;
    }
    const { header, map, settings } = scene;
    const rowDirection = header.patientOrientation?.[0]?.trim().charAt(0).toUpperCase() ?? '';
    const moving = this.overlay.paint({ ...scene, sideways: rowDirection === 'H' || rowDirection === 'F' }, now);
    this.painted(map);
    this.frame.showSides(sideMarkers(header.patientOrientation, map));
    const { center, width } = windowOf(scene.range);
    const zoom = magnification(map);
    this.frame.showReadout(`W ${width.toFixed(0)} L ${center.toFixed(0)}   zoom ${zoom.toFixed(2)}`);
    this.frame.showScale(
      header.spacingMm === null ? null : scaleBar(zoom / Math.sqrt(header.spacingMm.row * header.spacingMm.column), 160),
    );
    this.frame.showColourBar(settings.heat && !settings.hidden && scene.analysis.heat !== null);
    if (moving) {
      this.redraw();
    }
  }
}
