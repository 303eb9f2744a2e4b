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

/** A score with two digits, rounded down as everywhere in the portal: none looks as if it had reached what it has not. */
export function scoreText(score: number): string {
  return (Math.floor(score * 100 + 1e-9) / 100).toFixed(2);
}

/** From so many findings on, only the selected one is named in full: captions must not hide the film. */
const crowd = 7;

/** The words beside a box: number, label, score, and what was decided. `among`: how many findings the film has. */
export function captionOf(mark: FindingMark, selected: boolean, among: number): string {
  const number = String(mark.number);
  const mute = { open: '', accepted: ' ✓', rejected: ' ✗', corrected: ' ✓', added: '' }[mark.state];
  if (among >= crowd && !selected) {
    return `${number}${mute}`;
  }
  const score = mark.score === null ? '' : ` ${scoreText(mark.score)}`;
  const decided = { open: '', accepted: ' ✓', rejected: ' ✗', corrected: ' ✓ corrected', added: ' drawn' }[mark.state];
  return `${number} ${mark.label.toLowerCase()}${score}${decided}`;
}

/** The finding under a point of the film: of several, the smallest, so that a box inside another can be reached. */
export function findingAt(marks: readonly FindingMark[], x: number, y: number): FindingMark | null {
  const hits = marks.filter(({ box }) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height);
  return hits.reduce<FindingMark | null>(
    (best, mark) => (best === null || mark.box.width * mark.box.height < best.box.width * best.box.height ? mark : best),
    null,
  );
}
