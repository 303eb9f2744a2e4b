import type { AnalysisEvent, Contour, Segment } from './analysisEvents.ts';
import { Heatmap } from './heatmap.ts';

export type Stage = 'none' | 'waiting' | 'running' | 'completed' | 'failed';

/** What the events of one film have said so far. */
export class FilmAnalysis {
  stage: Stage = 'none';
  analysisId: string | null = null;
  attempt = 0;
  heat: Heatmap | null = null;
  contours: readonly Contour[] = [];
  segments: Segment[] = [];
  cardiothoracicRatio: number | null = null;
  done = 0;
  total = 0;

  /** By other models, after this one was complete: unseen until it is complete, too. */
  private later: FilmAnalysis | null = null;

  /** What was complete before: its models may be taken back into use. */
  private readonly earlier = new Map<string, FilmAnalysis>();

  /** Takes one event; returns the segment that it scored, if it did. Events of a voided attempt change nothing. */
  take(event: AnalysisEvent): Segment | null {
    if (this.stage === 'completed' && event.analysisId !== this.analysisId) {
      this.takeLater(event);
      return null;
    }
    if (event.kind === 'Queued' || event.kind === 'Started') {
      if (event.analysisId !== this.analysisId || event.attempt > this.attempt || event.kind === 'Queued') {
        this.begin(event.analysisId, event.attempt);
      }
      this.stage = event.kind === 'Queued' ? 'waiting' : 'running';
      return null;
    }
    if (event.analysisId !== this.analysisId || event.attempt < this.attempt) {
      return null;
    }
    switch (event.kind) {
      case 'RegionsFound':
        this.contours = event.contours;
        this.cardiothoracicRatio = event.cardiothoracicRatio;
        return null;
      case 'SegmentScored':
        this.heat ??= new Heatmap(event.patch.heatRows, event.patch.heatColumns);
        this.heat.merge(event.patch);
        this.segments.push(event.segment);
        this.done = event.done;
        this.total = event.total;
        return event.segment;
      case 'Completed':
        this.cardiothoracicRatio = event.cardiothoracicRatio ?? this.cardiothoracicRatio;
        this.stage = 'completed';
        return null;
      case 'Failed':
        // Half a heat map would look like a film that is clear where it was not scored.
        this.clear();
        this.stage = event.final ? 'failed' : 'waiting';
        return null;
    }
  }

  /** What is complete stays on the film until another analysis can take its place whole. */
  private takeLater(event: AnalysisEvent): void {
    const before = this.earlier.get(event.analysisId);
    if (before !== undefined) {
      if (event.kind === 'Completed') {
        this.change(before);
      }
      return;
    }
    if (this.later?.analysisId !== event.analysisId) {
      this.later = new FilmAnalysis();
    }
    this.later.take(event);
    if (this.later.stage === 'completed') {
      this.change(this.later);
    }
  }

  private change(to: FilmAnalysis): void {
    const now = new FilmAnalysis();
    now.show(this);
    this.earlier.set(this.analysisId ?? '', now);
    this.show(to);
    this.later = null;
  }

  private show(other: FilmAnalysis): void {
    this.stage = other.stage;
    this.analysisId = other.analysisId;
    this.attempt = other.attempt;
    this.heat = other.heat;
    this.contours = other.contours;
    this.segments = other.segments;
    this.cardiothoracicRatio = other.cardiothoracicRatio;
    this.done = other.done;
    this.total = other.total;
  }

  /** A new analysis or a new attempt: what an earlier one drew is void. */
  private begin(analysisId: string, attempt: number): void {
    this.analysisId = analysisId;
    this.attempt = attempt;
    this.clear();
  }

  private clear(): void {
    this.heat = null;
    this.contours = [];
    this.segments = [];
    this.cardiothoracicRatio = null;
    this.done = 0;
    this.total = 0;
  }
}

/** The analyses of a study's films, from the study's events in the order of their sequence. */
export class StudyAnalyses {
  private readonly films = new Map<string, FilmAnalysis>();
  private last = 0;

  /** The sequence of the last event taken: where to go on after the connection was lost. */
  get lastSequence(): number {
    return this.last;
  }

  of(sopInstanceUid: string): FilmAnalysis {
    let film = this.films.get(sopInstanceUid);
    if (film === undefined) {
      film = new FilmAnalysis();
      this.films.set(sopInstanceUid, film);
    }
    return film;
  }

  /** Takes an event once: one that was taken before is left out. Returns the segment that it scored, if it did. */
  take(event: AnalysisEvent): Segment | null {
    if (event.sequence <= this.last) {
      return null;
    }
    const scored = this.of(event.sopInstanceUid).take(event);
    this.last = event.sequence;
    return scored;
  }
}
