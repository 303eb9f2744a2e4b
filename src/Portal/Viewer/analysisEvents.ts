import type { HeatPatch } from './heatmap.ts';
import type { Box } from './transform.ts';

export type Region = 'RightLung' | 'LeftLung' | 'Heart';

/** A closed line around a region: x0, y0, x1, y1, ... in image coordinates. */
export interface Contour {
  readonly region: Region;
  readonly points: readonly number[];
}

export interface Segment {
  readonly id: number;
  readonly region: Region;
  readonly box: Box;
  readonly scale: number;
  readonly score: number;
}

interface Common {
  readonly sequence: number;
  readonly analysisId: string;
  readonly attempt: number;
  readonly sopInstanceUid: string;
}

/** What the hub sends of a study, as far as it is drawn on the film. Findings and sentences reach the page by the server's own way. */
export type AnalysisEvent = Common &
  (
    | { readonly kind: 'Queued' }
    | { readonly kind: 'Started' }
    | { readonly kind: 'RegionsFound'; readonly contours: readonly Contour[]; readonly cardiothoracicRatio: number | null }
    | {
        readonly kind: 'SegmentScored';
        readonly segment: Segment;
        readonly patch: HeatPatch;
        readonly done: number;
        readonly total: number;
      }
    | { readonly kind: 'Completed'; readonly cardiothoracicRatio: number | null }
    | { readonly kind: 'Failed'; readonly final: boolean }
  );

type HeatPatchAsSent = Omit<HeatPatch, 'values'> & { readonly values: string | Uint8Array };

/** The event as the JSON protocol delivers it: bytes arrive as base64. */
export function fromWire(message: unknown): AnalysisEvent {
  const event = message as AnalysisEvent;
  if (typeof event !== 'object' || typeof event.sequence !== 'number' || typeof event.kind !== 'string') {
    throw new TypeError('The hub sent something that is not an event of an analysis.');
  }
  if (event.kind !== 'SegmentScored') {
    return event;
  }
  const patch = event.patch as HeatPatchAsSent;
  const values = typeof patch.values === 'string' ? bytes(patch.values) : patch.values;
  return { ...event, patch: { ...patch, values } };
}

function bytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
