import assert from 'node:assert/strict';
import test from 'node:test';
import { BoxSession } from './boxSession.ts';
import { BoxTool } from './boxTool.ts';
import type { BoxAct, Host, ViewerOptions } from './host.ts';

const box = { x: 1, y: 2, width: 30, height: 40 };
const never = (): Promise<never> => new Promise(() => undefined);

/** A study page whose tab still holds so many boxes, and whose server does not answer. */
function page(unsaved = 0) {
  const kept = JSON.stringify(Array.from({ length: unsaved }, (_, i) => ({ id: String(i) }) as BoxAct));
  Object.assign(globalThis, {
    sessionStorage: { length: 0, getItem: () => kept, setItem: () => undefined, removeItem: () => undefined },
  });
  const nothing = (): void => undefined;
  const tool = new BoxTool(() => null, nothing, nothing);
  const host: Host = { command: never, reject: never, select: never, saveBox: never, giveUp: nothing };
  const session = new BoxSession({} as HTMLElement, tool, { reader: 'ann', study: '1.2', labels: [] } as unknown as ViewerOptions, host, {
    instance: () => '1.2.3',
    displayed: () => '{}',
    told: nothing,
    left: nothing,
  });
  return { session, tool };
}

test('While a box is drawn or changed the read is not submitted and the page not left, and the reader is told why', () => {
  const { session, tool } = page();
  tool.adjust(box);
  assert.deepEqual(session.notes(), []);
  assert.equal(session.settled(), false);
  assert.match(session.notes().join(), /not finished: save it/);
  assert.equal(session.mayLeave(), false);
  assert.equal(session.mayLeave(), false);
  session.cancel();
  assert.deepEqual([session.notes(), session.settled(), session.mayLeave()], [[], true, true]);
});

test('A box on its way holds the read back; the page may be left by asking twice', () => {
  const { session } = page(1);
  assert.equal(session.settled(), false);
  assert.equal(session.mayLeave(), false);
  assert.match(session.notes().join(), /1 box is not saved yet.*leave once more/);
  assert.equal(session.settled(), false);
  assert.equal(session.mayLeave(), true);
});

test('A box that is lost because the read was submitted elsewhere is not lost in silence', () => {
  const { session, tool } = page();
  session.drop('The read is submitted');
  assert.deepEqual(session.notes(), []);
  tool.adjust(box);
  session.drop('The read is submitted');
  assert.equal(tool.box, null);
  assert.deepEqual(session.notes(), ['The read is submitted, so the box that was not finished was not kept.']);
});

test('Waiting for a box to be drawn is no box: nothing stands in the way', () => {
  const { session } = page();
  session.draw();
  assert.ok(session.settled());
});
