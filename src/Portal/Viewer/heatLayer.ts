import { paintHeat, type Heatmap } from './heatmap.ts';
import { compose, scaling, type Affine } from './transform.ts';

/** The heat map's picture, painted anew only when cells or threshold change, and laid over the film wherever it is now. */
export class HeatLayer {
  private readonly picture = document.createElement('canvas');
  private painted: { readonly heat: Heatmap; readonly version: number; readonly threshold: number } | null = null;

  draw(
    context: CanvasRenderingContext2D,
    heat: Heatmap,
    threshold: number,
    opacity: number,
    imageToCanvas: Affine,
    rows: number,
    columns: number,
  ): void {
    this.refresh(heat, threshold);
    const cellsToCanvas = compose(imageToCanvas, scaling(columns / this.picture.width, rows / this.picture.height));
    context.save();
    context.globalAlpha = opacity;
    context.imageSmoothingEnabled = true;
    context.transform(cellsToCanvas.a, cellsToCanvas.b, cellsToCanvas.c, cellsToCanvas.d, cellsToCanvas.e, cellsToCanvas.f);
    context.drawImage(this.picture, 0, 0);
    context.restore();
  }

  private refresh(heat: Heatmap, threshold: number): void {
    const { painted } = this;
    if (painted?.heat === heat && painted.version === heat.version && painted.threshold === threshold) {
      return;
    }
    const { width, height, rgba } = paintHeat(heat, threshold);
    this.picture.width = width;
    this.picture.height = height;
    this.picture.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
    this.painted = { heat, version: heat.version, threshold };
  }
}
