import type { FilmAnalysis } from './analysis.ts';
import type { FindingMark } from './findings.ts';
import { apply, invert, magnification, type Affine, type Box, type Point } from './transform.ts';

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
  /** The heat map of the film that is shown, row by row, 0..255 for scores 0..1; null before any of it has arrived. */
  heat(): { readonly rows: number; readonly columns: number; readonly values: readonly number[] } | null;
  /** The findings' boxes on the film that is shown, in image coordinates. */
  boxes(): readonly { readonly key: string; readonly state: string; readonly box: Box }[];
  state(): Readonly<Record<string, unknown>>;
}

declare global {
  interface Window {
    oxiViewer?: Diagnostics | undefined;
  }
}

/** Answers from what the viewer shows at the moment of asking. */
export function diagnosticsOf(viewer: {
  readonly map: () => Affine | null;
  readonly film: HTMLElement;
  readonly analysis: () => FilmAnalysis;
  readonly heatThreshold: number;
  readonly marks: () => readonly FindingMark[];
  readonly state: () => Readonly<Record<string, unknown>>;
}): Diagnostics {
  const through = (p: Point, change: (map: Affine) => Affine): Point | null => {
    const map = viewer.map();
    return map === null ? null : apply(change(map), p);
  };
  return {
    imageToCanvas: (x, y) => through({ x, y }, (map) => map),
    canvasToImage: (x, y) => through({ x, y }, invert),
    imageToClient: (x, y) => {
      const area = viewer.film.getBoundingClientRect();
      return through({ x, y }, (map) => ({ ...map, e: map.e + area.left, f: map.f + area.top }));
    },
    heatCoverage: () => viewer.analysis().heat?.coverage(viewer.heatThreshold) ?? { arrived: 0, above: 0, highest: 0 },
    heat: () => {
      const { heat } = viewer.analysis();
      return heat === null ? null : { rows: heat.rows, columns: heat.columns, values: [...heat.values] };
    },
    boxes: () => viewer.marks().map(({ key, state, box }) => ({ key, state, box: { ...box } })),
    state: () => {
      const map = viewer.map();
      const { stage, attempt, done, total, contours } = viewer.analysis();
      return {
        ...viewer.state(),
        zoom: map === null ? null : magnification(map),
        stage,
        attempt,
        segmentsDone: done,
        segmentsTotal: total,
        contours: contours.length,
      };
    },
  };
}
