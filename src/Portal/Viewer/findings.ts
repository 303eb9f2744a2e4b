import type { Tone } from './palette.ts';
import type { Box } from './transform.ts';

/** A finding as the page lists it: the model's, with what the reader decided, or one that the reader drew. */
export interface FindingMark {
  /** Names the finding within the study, for as long as the page is open. */
  readonly key: string;
  /** As listed, from 1. */
  readonly number: number;
  readonly instance: string;
  readonly label: string;
  readonly labelScheme: string;
  readonly labelCode: string;
  /** 0..1; null: drawn by the reader. */
  readonly score: number | null;
  readonly box: Box;
  readonly state: 'open' | 'accepted' | 'rejected' | 'corrected' | 'added';
  readonly tone: Tone;
  readonly comment: string | null;
}

/** The words beside a box: number, label, score, and what was decided. */
export function captionOf(mark: FindingMark): string {
  const score = mark.score === null ? '' : ` ${mark.score.toFixed(2)}`;
  const decided = { open: '', accepted: ' ✓', rejected: ' ✗', corrected: ' ✓ corrected', added: ' drawn' }[mark.state];
  return `${String(mark.number)} ${mark.label.toLowerCase()}${score}${decided}`;
}

/** The finding under a point of the film: of several, the smallest, so that a box inside another can be reached. */
export function findingAt(marks: readonly FindingMark[], x: number, y: number): FindingMark | null {
  const hits = marks.filter(({ box }) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height);
  return hits.reduce<FindingMark | null>(
    (best, mark) => (best === null || mark.box.width * mark.box.height < best.box.width * best.box.height ? mark : best),
    null,
  );
}
