import assert from 'node:assert/strict';
import test from 'node:test';
import { StudyAnalyses } from './analysis.ts';
import type { AnalysisEvent } from './analysisEvents.ts';
import { watchStudy, type EventHandlers, type EventSource } from './hub.ts';

/** A hub that keeps its events, as the real one does, and drops the line whenever a test says so. */
class KeptEvents implements EventSource {
  readonly asked: number[] = [];
  closed = false;
  /** The hub cannot be reached at all. */
  away = false;
  private handlers: EventHandlers | null = null;

  constructor(private readonly events: AnalysisEvent[]) {}

  watch(afterSequence: number, handlers: EventHandlers): () => void {
    this.asked.push(afterSequence);
    if (this.away) {
      handlers.ended(new Error('away'));
      return () => undefined;
    }
    this.handlers = handlers;
    handlers.begun();
    this.events.filter((event) => event.sequence > afterSequence).forEach(handlers.next);
    return () => {
      this.handlers = null;
    };
  }

  add(event: AnalysisEvent): void {
    this.events.push(event);
    this.handlers?.next(event);
  }

  drop(): void {
    const { handlers } = this;
    this.handlers = null;
    handlers?.ended(new Error('lost'));
  }

  close(): void {
    this.closed = true;
  }
}

function event(sequence: number): AnalysisEvent {
  return { sequence, kind: 'Queued', analysisId: 'a', attempt: 1, sopInstanceUid: '1' };
}

function watched(source: KeptEvents) {
  const taken: number[] = [];
  const states: boolean[] = [];
  const waits: { ms: number; go: () => void }[] = [];
  const study = new StudyAnalyses();
  const watcher = watchStudy(
    source,
    {
      next: (e) => {
        taken.push(e.sequence);
        study.take(e);
      },
      lastSequence: () => study.lastSequence,
      connected: (up) => states.push(up),
    },
    (ms, go) => {
      waits.push({ ms, go });
      return () => undefined;
    },
  );
  return { taken, states, waits, watcher };
}

test('After a lost connection watching goes on after the last sequence: nothing is missed, nothing comes twice', () => {
  const source = new KeptEvents([event(1), event(2)]);
  const { taken, waits } = watched(source);
  source.drop();
  source.add(event(3));
  source.add(event(4));
  waits.shift()?.go();
  source.add(event(5));
  assert.deepEqual(source.asked, [0, 2]);
  assert.deepEqual(taken, [1, 2, 3, 4, 5]);
});

test('Waits grow while nothing arrives and begin anew once something does', () => {
  const source = new KeptEvents([]);
  const { waits } = watched(source);
  const seen: number[] = [];
  for (let i = 0; i < 4; i++) {
    source.drop();
    const wait = waits.shift();
    seen.push(wait?.ms ?? -1);
    wait?.go();
  }
  assert.deepEqual(seen, [0, 500, 1000, 2000]);
  source.add(event(1));
  source.drop();
  assert.equal(waits.shift()?.ms, 0);
});

test('The page learns that results are interrupted, and that they are back', () => {
  const source = new KeptEvents([event(1)]);
  const { states, waits } = watched(source);
  source.drop();
  source.add(event(2));
  waits.shift()?.go();
  assert.deepEqual(states, [true, false, true]);
});

test('A study on which nothing happens any more is connected again as soon as it is watched again', () => {
  const source = new KeptEvents([]);
  const { states, waits } = watched(source);
  source.drop();
  waits.shift()?.go();
  assert.deepEqual(states, [true, false, true]);
});

test('A hub that cannot be reached is reported after the first try', () => {
  const source = new KeptEvents([]);
  source.away = true;
  assert.deepEqual(watched(source).states, [false]);
});

test('Once stopped nothing is tried again', () => {
  const source = new KeptEvents([]);
  const { waits, watcher } = watched(source);
  watcher.stop();
  source.drop();
  assert.equal(waits.length, 0);
  assert.ok(source.closed);
});
