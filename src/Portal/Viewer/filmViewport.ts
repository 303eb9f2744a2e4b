import { Enums, RenderingEngine, getShouldUseCPURendering, init, type Types } from '@cornerstonejs/core';
import { offerFilm, withdrawFilm } from './cornerstoneImages.ts';
import type { LoadedFilm } from './filmLoader.ts';
import { cssScale } from './pixelGrid.ts';
import { apply, fromCorners, invert, magnification, type Affine, type Point } from './transform.ts';
import { initialRange, type GreyRange } from './window.ts';

const viewportId = 'film';

export type Renderer = 'auto' | 'cpu';

let engineNumber = 0;

/** One film on screen: Cornerstone's stack viewport, spoken to in image and canvas coordinates only. */
export class FilmViewport {
  private readonly engine: RenderingEngine;
  private film: LoadedFilm | null = null;
  private imageId: string | null = null;
  private range: GreyRange = { lower: 0, upper: 1 };
  private readonly resizes: ResizeObserver;

  /** Throws where neither the graphics card nor the processor can paint here. */
  constructor(
    private readonly element: HTMLDivElement,
    renderer: Renderer,
    private readonly changed: () => void,
  ) {
    init({ rendering: { useCPURendering: renderer === 'cpu', webGlContextCount: 1 }, debug: { statsOverlay: false } });
    this.engine = new RenderingEngine(`oxi-${String(engineNumber++)}`);
    this.engine.enableElement({
      viewportId,
      type: Enums.ViewportType.STACK,
      element,
      defaultOptions: { background: [0, 0, 0] },
    });
    // Cornerstone takes the element out of the order of Tab.
    element.tabIndex = 0;
    element.addEventListener(Enums.Events.CAMERA_MODIFIED, this.changed);
    element.addEventListener(Enums.Events.IMAGE_RENDERED, this.changed);
    this.resizes = new ResizeObserver(() => {
      this.resize();
    });
    this.resizes.observe(element);
  }

  get renderedBy(): 'gpu' | 'cpu' {
    return getShouldUseCPURendering() ? 'cpu' : 'gpu';
  }

  get window(): GreyRange {
    return this.range;
  }

  get inverted(): boolean {
    return this.viewport.getProperties().invert === true;
  }

  /** Shows the film whole, with its own window. */
  async show(film: LoadedFilm): Promise<void> {
    const imageId = offerFilm(film);
    await this.viewport.setStack([imageId]);
    const previous = this.imageId;
    this.film = film;
    this.imageId = imageId;
    if (previous !== null && previous !== imageId) {
      withdrawFilm(previous);
    }
    this.reset();
  }

  /** Window, zoom and pan as when the film was first shown. */
  reset(): void {
    if (this.film === null) {
      return;
    }
    this.viewport.resetCamera();
    this.viewport.setProperties({ invert: this.film.header.lowestIsWhite });
    this.setWindow(initialRange(this.film.header, this.film.pixels));
  }

  setWindow(range: GreyRange): void {
    this.range = range;
    this.viewport.setProperties({ voiRange: { lower: range.lower, upper: range.upper } });
    this.viewport.render();
  }

  invert(): void {
    this.viewport.setProperties({ invert: !this.inverted });
    this.viewport.render();
  }

  fit(): void {
    this.viewport.resetCamera();
    this.viewport.render();
  }

  /** Zooms so that the film point under `at` (canvas coordinates) stays where it is. */
  zoomBy(factor: number, at: Point): void {
    const before = this.imageToCanvas();
    if (before === null) {
      return;
    }
    const current = magnification(before);
    const wanted = Math.min(64, Math.max(0.02, current * factor));
    const held = apply(invert(before), at);
    this.viewport.setZoom((this.viewport.getZoom() * wanted) / current);
    const after = this.imageToCanvas() ?? before;
    const landed = apply(after, held);
    this.panBy(at.x - landed.x, at.y - landed.y);
  }

  /** Moves the film on the canvas, in CSS pixels. By the camera's focal point: setPan means another thing in the CPU fallback. */
  panBy(dx: number, dy: number): void {
    const map = this.imageToCanvas();
    const { focalPoint, position } = this.viewport.getCamera();
    if (map === null || focalPoint === undefined || position === undefined) {
      return;
    }
    const back = invert(map);
    const from = this.world(apply(back, { x: dx, y: dy }));
    const to = this.world(apply(back, { x: 0, y: 0 }));
    const shifted = (point: Types.Point3): Types.Point3 => [point[0] + to[0] - from[0], point[1] + to[1] - from[1], point[2]];
    this.viewport.setCamera({ focalPoint: shifted(focalPoint), position: shifted(position) });
    this.viewport.render();
  }

  /** One film pixel covers one pixel of the screen. */
  actualSize(): void {
    const map = this.imageToCanvas();
    if (map !== null) {
      this.zoomBy(1 / window.devicePixelRatio / magnification(map), this.canvasCentre());
    }
  }

  /** Brings a point of the film to the middle, at the same zoom. */
  centreOn(point: Point): void {
    const map = this.imageToCanvas();
    if (map !== null) {
      const now = apply(map, point);
      const centre = this.canvasCentre();
      this.panBy(centre.x - now.x, centre.y - now.y);
    }
  }

  /** From image coordinates to CSS pixels of the element; null before a film is shown. Exact: the projection is parallel, hence affine. */
  imageToCanvas(): Affine | null {
    if (this.film === null) {
      return null;
    }
    const { rows, columns } = this.film.header;
    const { canvas } = this.viewport;
    const across = cssScale(window.devicePixelRatio, canvas.clientWidth, canvas.width);
    const down = cssScale(window.devicePixelRatio, canvas.clientHeight, canvas.height);
    const place = (x: number, y: number): Point => {
      const at = this.viewport.worldToCanvas(this.world({ x, y }));
      return { x: at[0] * across, y: at[1] * down };
    };
    const map = fromCorners(columns, rows, place(0, 0), place(columns, 0), place(0, rows));
    return Object.values(map).every((value) => Number.isFinite(value)) ? map : null;
  }

  /** Paints with as many pixels as the element has on the screen now. */
  resize(): void {
    if (this.element.clientWidth > 0 && this.element.clientHeight > 0) {
      this.engine.resize(true, true);
      this.changed();
    }
  }

  dispose(): void {
    this.resizes.disconnect();
    this.element.removeEventListener(Enums.Events.CAMERA_MODIFIED, this.changed);
    this.element.removeEventListener(Enums.Events.IMAGE_RENDERED, this.changed);
    this.engine.destroy();
    if (this.imageId !== null) {
      withdrawFilm(this.imageId);
    }
  }

  /** Cornerstone's world, mm: the GPU's has its origin in the first pixel's centre, the CPU fallback's in that pixel's corner. */
  private world(point: Point): Types.Point3 {
    const spacing = this.film?.header.spacingMm;
    const shift = this.renderedBy === 'gpu' ? 0.5 : 0;
    return [(point.x - shift) * (spacing?.column ?? 1), (point.y - shift) * (spacing?.row ?? 1), 0];
  }

  private canvasCentre(): Point {
    return { x: this.element.clientWidth / 2, y: this.element.clientHeight / 2 };
  }

  private get viewport(): Types.IStackViewport {
    return this.engine.getViewport<Types.IStackViewport>(viewportId);
  }
}
