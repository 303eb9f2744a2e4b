import assert from 'node:assert/strict';
import test from 'node:test';
import type { BoxAct, SaveAnswer } from './host.ts';
import { Outbox, tabShelf, type Shelf } from './outbox.ts';

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

test('When the circuit is back, a box whose answer was lost is sent again at once', async () => {
  let lose: () => void = () => undefined;
  const sent: string[] = [];
  const waits: (() => void)[] = [];
  const shelf = memory();
  const box = new Outbox(
    shelf,
    (a) => {
      sent.push(a.id);
      return sent.length > 1
        ? Promise.resolve(saved)
        : new Promise((_, reject) => {
            lose = () => {
              reject(new Error('lost'));
            };
          });
    },
    () => undefined,
    (_, then) => {
      waits.push(then);
      return () => undefined;
    },
  );
  box.add(act);
  lose();
  box.retryNow();
  await settled();
  assert.deepEqual(sent, ['one', 'one']);
  assert.deepEqual(shelf.kept, []);
  assert.equal(waits.length, 0);
});

test('Once stopped nothing is sent again, and what was not kept stays on the shelf', async () => {
  const shelf = memory();
  const { box, sent, waits } = outbox(shelf, [new Error('left')]);
  box.add(act);
  box.stop();
  await settled();
  assert.deepEqual([sent.length, waits.length, shelf.kept.length], [1, 0, 1]);
});

/** What a browser tab keeps, for as long as it is open. */
function tab(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (i) => [...items.keys()][i] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => {
      items.clear();
    },
  };
}

test("A box that one reader left unsaved is never another reader's, and is gone once another signs in", () => {
  const storage = tab();
  storage.setItem('theme', 'dark');
  tabShelf('ann', '1.2', storage).store([act]);
  assert.equal(tabShelf('ann', '1.2', storage).load().length, 1);
  assert.equal(tabShelf('ann', '1.2.3', storage).load().length, 0);
  assert.equal(tabShelf('ben', '1.2', storage).load().length, 0);
  assert.equal(tabShelf('ann', '1.2', storage).load().length, 0);
  assert.equal(storage.getItem('theme'), 'dark');
});
