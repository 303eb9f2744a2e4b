import type { FilmAnalysis } from './analysis.ts';
import type { OverlaySettings } from './overlaySettings.ts';
import { windowOf, type GreyRange } from './window.ts';

/** What the reader had before the eyes when deciding: kept with each verdict as its provenance. */
export function displayedJson(seen: {
  readonly instance: string;
  readonly range: GreyRange;
  readonly inverted: boolean;
  /** CSS pixels a film pixel. */
  readonly zoom: number;
  readonly overlays: OverlaySettings;
  readonly heatThreshold: number;
  readonly analysis: FilmAnalysis;
  readonly models: string;
  readonly renderedBy: string;
}): string {
  const { center, width } = windowOf(seen.range);
  const { hidden, ...shown } = seen.overlays;
  return JSON.stringify({
    instance: seen.instance,
    window: { center: round(center), width: round(width) },
    inverted: seen.inverted,
    zoom: round(seen.zoom),
    overlays: { ...shown, hidden },
    heatThreshold: seen.heatThreshold,
    analysis: seen.analysis.analysisId,
    segmentsShown: seen.analysis.done,
    models: seen.models,
    renderedBy: seen.renderedBy,
  });
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
