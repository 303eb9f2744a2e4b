import assert from 'node:assert/strict';
import test from 'node:test';
import type { BoxAct, SaveAnswer } from './host.ts';
import { Outbox, type Shelf } from './outbox.ts';

const act: BoxAct = {
  id: 'one',
  key: null,
  instance: '1.2',
  frame: 1,
  box: { x: 1, y: 2, width: 3, height: 4 },
  labelScheme: 'SCT',
  labelCode: '27925004',
  comment: null,
  displayed: '{}',
};
const saved: SaveAnswer = { saved: true, sentence: null, retry: false };

function memory(kept: readonly BoxAct[] = []): Shelf & { kept: readonly BoxAct[] } {
  return {
    kept,
    load() {
      return this.kept;
    },
    store(acts) {
      this.kept = [...acts];
    },
  };
}

function outbox(shelf: Shelf, answers: (SaveAnswer | Error)[]) {
  const sent: string[] = [];
  const told: (readonly [string | null, number])[] = [];
  const waits: (() => void)[] = [];
  const box = new Outbox(
    shelf,
    (a) => {
      sent.push(a.id);
      const answer = answers.shift() ?? saved;
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    (sentence, waiting) => told.push([sentence, waiting]),
    (_, then) => {
      waits.push(then);
      return () => undefined;
    },
  );
  return { box, sent, told, waits };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('A box that was kept leaves the shelf', async () => {
  const shelf = memory();
  const { box, sent } = outbox(shelf, [saved]);
  box.add(act);
  await settled();
  assert.deepEqual(sent, ['one']);
  assert.deepEqual(shelf.kept, []);
});

test('When the server is silent the box stays on the shelf, the reader is told, and it is sent again', async () => {
  const shelf = memory();
  const { box, sent, told, waits } = outbox(shelf, [new Error('offline')]);
  box.add(act);
  await settled();
  assert.deepEqual(
    shelf.kept.map((a) => a.id),
    ['one'],
  );
  assert.match(told[0]?.[0] ?? '', /Not saved yet/);
  waits.shift()?.();
  await settled();
  assert.deepEqual(sent, ['one', 'one']);
  assert.deepEqual(shelf.kept, []);
});

test('Boxes are sent in the order they were drawn, never two at a time', async () => {
  const { box, sent, waits } = outbox(memory(), [{ saved: false, sentence: 'wait', retry: true }]);
  box.add(act);
  box.add({ ...act, id: 'two' });
  await settled();
  assert.deepEqual(sent, ['one']);
  waits.shift()?.();
  await settled();
  assert.deepEqual(sent, ['one', 'one', 'two']);
});

test('A refusal is told and not repeated', async () => {
  const { box, sent, told } = outbox(memory(), [{ saved: false, sentence: 'The read is submitted.', retry: false }]);
  box.add(act);
  await settled();
  assert.deepEqual(sent, ['one']);
  assert.deepEqual(told, [['The read is submitted.', 0]]);
});

test('What an earlier visit left unsaved is sent on the next', async () => {
  const shelf = memory([act]);
  const { box, sent } = outbox(shelf, []);
  assert.equal(box.waiting.length, 1);
  await box.flush();
  assert.deepEqual(sent, ['one']);
  assert.equal(box.waiting.length, 0);
});
