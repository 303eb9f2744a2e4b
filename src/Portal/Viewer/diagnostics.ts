import type { Point } from './transform.ts';

/** Read-only answers for tests and for support, as `window.oxiViewer`. See README.md. */
export interface Diagnostics {
  /** From image coordinates to CSS pixels of the film element; null before a film is shown. */
  imageToCanvas(x: number, y: number): Point | null;
  /** From CSS pixels of the film element to image coordinates; null before a film is shown. */
  canvasToImage(x: number, y: number): Point | null;
  /** From image coordinates to the browser window's, where a mouse would point. */
  imageToClient(x: number, y: number): Point | null;
  /** Shares of the film's heat cells: reported by some segment, and at or above the lowest operating point; and the highest score. */
  heatCoverage(): { readonly arrived: number; readonly above: number; readonly highest: number };
  state(): Readonly<Record<string, unknown>>;
}

declare global {
  interface Window {
    oxiViewer?: Diagnostics | undefined;
  }
}
