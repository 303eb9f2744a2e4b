import assert from 'node:assert/strict';
import test from 'node:test';
import { StudyAnalyses } from './analysis.ts';
import { fromWire, type AnalysisEvent } from './analysisEvents.ts';

const film = '1.2.3';

function scored(sequence: number, attempt: number, value: number, analysisId = 'a'): AnalysisEvent {
  return fromWire({
    sequence,
    kind: 'SegmentScored',
    analysisId,
    attempt,
    sopInstanceUid: film,
    segment: { id: sequence, region: 'LeftLung', box: { x: 0, y: 0, width: 10, height: 10 }, scale: 1, score: value / 255 },
    patch: { heatRows: 1, heatColumns: 2, x: 0, y: 0, columns: 2, values: btoa(String.fromCharCode(value, 0)) },
    done: 1,
    total: 2,
  });
}

function plain(sequence: number, kind: 'Queued' | 'Started' | 'Completed' | 'Failed', attempt = 1, analysisId = 'a'): AnalysisEvent {
  return fromWire({
    sequence,
    kind,
    analysisId,
    attempt,
    sopInstanceUid: film,
    cardiothoracicRatio: kind === 'Completed' ? 0.5 : null,
    final: true,
  });
}

test('Heat grows with each scored segment, before the analysis is complete', () => {
  const study = new StudyAnalyses();
  study.take(plain(1, 'Queued'));
  study.take(plain(2, 'Started'));
  assert.equal(study.of(film).heat, null);
  assert.equal(study.take(scored(3, 1, 90))?.id, 3);
  assert.equal(study.of(film).stage, 'running');
  assert.equal(study.of(film).heat?.values[0], 90);
});

test('An event that comes twice is taken once', () => {
  const study = new StudyAnalyses();
  study.take(plain(1, 'Started'));
  study.take(scored(2, 1, 90));
  assert.equal(study.take(scored(2, 1, 90)), null);
  assert.equal(study.of(film).segments.length, 1);
  assert.equal(study.lastSequence, 2);
});

test("A higher attempt's start voids what the earlier one drew", () => {
  const study = new StudyAnalyses();
  study.take(plain(1, 'Started'));
  study.take(scored(2, 1, 250));
  study.take(plain(3, 'Started', 2));
  assert.equal(study.of(film).heat, null);
  assert.equal(study.of(film).segments.length, 0);
  study.take(scored(4, 2, 30));
  assert.equal(study.of(film).heat?.values[0], 30);
});

test('What a voided attempt still sends changes nothing', () => {
  const study = new StudyAnalyses();
  study.take(plain(1, 'Started', 1));
  study.take(plain(2, 'Started', 2));
  assert.equal(study.take(scored(3, 1, 250)), null);
  assert.equal(study.of(film).heat, null);
});

test('What a failed analysis drew before it failed is gone', () => {
  const study = new StudyAnalyses();
  study.take(plain(1, 'Started'));
  study.take(fromWire({ ...plain(2, 'Started'), kind: 'RegionsFound', contours: [{ region: 'Heart', points: [0, 0, 1, 1] }] }));
  study.take(scored(3, 1, 250));
  study.take(plain(4, 'Failed'));
  const { stage, heat, contours, segments } = study.of(film);
  assert.deepEqual({ stage, heat, contours, segments }, { stage: 'failed', heat: null, contours: [], segments: [] });
});

test('Films of one study do not mix', () => {
  const study = new StudyAnalyses();
  study.take(plain(1, 'Started'));
  study.take({ ...plain(2, 'Started'), sopInstanceUid: '9.9' });
  study.take(scored(3, 1, 250));
  assert.equal(study.of('9.9').heat, null);
});

test('What is no event is refused', () => {
  assert.throws(() => fromWire('hello'), TypeError);
});

test('A complete analysis stays until one by other models is complete, and then gives way whole', () => {
  const study = new StudyAnalyses();
  study.take(plain(1, 'Started'));
  study.take(scored(2, 1, 200));
  study.take(plain(3, 'Completed'));
  study.take(plain(4, 'Queued', 1, 'b'));
  study.take(plain(5, 'Started', 1, 'b'));
  assert.equal(study.take(scored(6, 1, 30, 'b')), null);
  assert.deepEqual([study.of(film).stage, study.of(film).heat?.values[0]], ['completed', 200]);
  study.take(plain(7, 'Completed', 1, 'b'));
  assert.deepEqual([study.of(film).analysisId, study.of(film).heat?.values[0], study.of(film).segments.length], ['b', 30, 1]);
  study.take(plain(8, 'Started', 1, 'c'));
  study.take(plain(9, 'Failed', 1, 'c'));
  assert.deepEqual([study.of(film).stage, study.of(film).heat?.values[0]], ['completed', 30]);
});

test('An earlier analysis that is taken back into use is shown whole again', () => {
  const study = new StudyAnalyses();
  study.take(plain(1, 'Started'));
  study.take(scored(2, 1, 200));
  study.take(plain(3, 'Completed'));
  study.take(plain(4, 'Started', 1, 'b'));
  study.take(scored(5, 1, 30, 'b'));
  study.take(plain(6, 'Completed', 1, 'b'));
  study.take(plain(7, 'Completed'));
  assert.deepEqual([study.of(film).analysisId, study.of(film).heat?.values[0]], ['a', 200]);
  study.take(plain(8, 'Completed', 1, 'b'));
  assert.deepEqual([study.of(film).analysisId, study.of(film).heat?.values[0]], ['b', 30]);
});
