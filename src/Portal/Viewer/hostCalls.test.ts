import assert from 'node:assert/strict';
import test from 'node:test';
import { HostCalls } from './hostCalls.ts';

/** A page whose answers the test gives; what it does not answer stays open, as with Blazor while the circuit is away. */
function page() {
  const answers: ((value: unknown) => void)[] = [];
  const waits: { readonly ms: number; readonly go: () => void; off: boolean }[] = [];
  const calls = new HostCalls(
    {
      invokeMethodAsync: <T>() =>
        new Promise<T>((resolve) => {
          answers.push(resolve as (value: unknown) => void);
        }),
    },
    (ms, go) => {
      const wait = { ms, go, off: false };
      waits.push(wait);
      return () => {
        wait.off = true;
      };
    },
  );
  return { answers, waits, calls };
}

test('A call that is never answered ends after some seconds', async () => {
  const { waits, calls } = page();
  const call = calls.make('SaveBoxAsync');
  assert.equal(waits[0]?.ms, 15_000);
  waits[0].go();
  await assert.rejects(call, /did not answer/);
});

test('An answer ends the wait for it', async () => {
  const { answers, waits, calls } = page();
  const call = calls.make<number>('SaveBoxAsync');
  answers[0]?.(7);
  assert.equal(await call, 7);
  assert.ok(waits[0]?.off);
});

test('Once the circuit is back, what was under way is not waited for, and what is called then is', async () => {
  const { answers, calls } = page();
  const before = calls.make('CommandAsync');
  calls.giveUp();
  const after = calls.make<string>('CommandAsync');
  answers[1]?.('here');
  await assert.rejects(before);
  assert.equal(await after, 'here');
});
