import assert from 'node:assert/strict';
import test from 'node:test';
import type { Host } from './host.ts';
import { ReadingActs } from './readingActs.ts';

function acts() {
  const asked: string[] = [];
  const open: { readonly answer: () => void; readonly lose: () => void }[] = [];
  const call = (name: string): Promise<void> => {
    asked.push(name);
    return new Promise<void>((resolve, reject) => {
      open.push({
        answer: resolve,
        lose: () => {
          reject(new Error('silent'));
        },
      });
    });
  };
  const host: Host = {
    command: call,
    reject: (number) => call(`reason ${String(number)}`),
    select: call,
    saveBox: () => Promise.reject(new Error('not asked for here')),
    giveUp: () => {
      open.splice(0).forEach(({ lose }) => {
        lose();
      });
    },
  };
  const keys = { reasonMenu: false };
  const made = new ReadingActs(host, keys, () => undefined);
  return { made, keys, asked, open };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('What the page says of its list of reasons counts, except while a press of R is unanswered', async () => {
  const { made, keys, open } = acts();
  keys.reasonMenu = true;
  made.command('reject');
  made.setReasonMenu(false);
  assert.ok(keys.reasonMenu);
  made.setReasonMenu(true);
  open[0]?.answer();
  await settled();
  made.setReasonMenu(false);
  assert.equal(keys.reasonMenu, false);
});

test('A press of R that is never answered does not hold the list of reasons for good', async () => {
  const { made, keys } = acts();
  keys.reasonMenu = true;
  made.command('reject');
  made.circuitIsBack();
  await settled();
  assert.equal(keys.reasonMenu, false);
  made.setReasonMenu(true);
  assert.ok(keys.reasonMenu);
});

test('The reader is told of a silent server until it answers again; once the circuit is back the page is asked how things stand', async () => {
  const { made, asked, open } = acts();
  made.command('accept');
  open[0]?.lose();
  await settled();
  assert.match(made.notes().join(''), /did not answer/);
  made.circuitIsBack();
  open[0]?.answer();
  await settled();
  assert.deepEqual(asked, ['accept', 'refresh']);
  assert.deepEqual(made.notes(), []);
});
