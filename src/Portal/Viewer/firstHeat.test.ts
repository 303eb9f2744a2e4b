import assert from 'node:assert/strict';
import test from 'node:test';
import { FilmAnalysis } from './analysis.ts';
import { FirstHeat } from './firstHeat.ts';
import { Heatmap } from './heatmap.ts';

function analysed(id: string | null, withHeat: boolean): FilmAnalysis {
  const analysis = new FilmAnalysis();
  analysis.analysisId = id;
  analysis.heat = withHeat ? new Heatmap(1, 1) : null;
  return analysis;
}

void test('the first heat of an analysis is told once, with the time from its arrival to its painting', () => {
  const told: [string, number][] = [];
  let now = 100;
  const first = new FirstHeat(
    (id, ms) => told.push([id, ms]),
    () => now,
  );

  first.arrived('a');
  now = 130;
  first.arrived('a');
  now = 150;
  first.painted(analysed('a', true));
  first.painted(analysed('a', true));
  first.arrived('a');
  first.painted(analysed('a', true));

  assert.deepEqual(told, [['a', 50]]);
});

void test('heat that was there before the page, another film and a film without heat are not told', () => {
  const told: string[] = [];
  const first = new FirstHeat((id) => told.push(id));

  first.painted(analysed('old', true));
  first.arrived('a');
  first.painted(analysed('b', true));
  first.painted(analysed('a', false));
  first.painted(analysed(null, true));

  assert.deepEqual(told, []);
});
