import type { FilmAnalysis } from './analysis.ts';

/** Measures, once an analysis, how long its first heat took from arriving here to being painted. */
export class FirstHeat {
  private readonly arrivedAt = new Map<string, number>();
  private readonly told = new Set<string>();

  constructor(
    private readonly tell: (analysisId: string, ms: number) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Heat of that analysis arrived while the page was open. */
  arrived(analysisId: string): void {
    if (!this.told.has(analysisId) && !this.arrivedAt.has(analysisId)) {
      this.arrivedAt.set(analysisId, this.now());
    }
  }

  /** That film was painted, with its heat if it has any. */
  painted(analysis: FilmAnalysis): void {
    const { analysisId } = analysis;
    const since = analysisId === null || analysis.heat === null ? undefined : this.arrivedAt.get(analysisId);
    if (analysisId === null || since === undefined) {
      return;
    }
    this.arrivedAt.delete(analysisId);
    this.told.add(analysisId);
    this.tell(analysisId, this.now() - since);
  }
}
