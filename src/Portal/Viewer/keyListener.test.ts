import assert from 'node:assert/strict';
import test from 'node:test';
import { KeyListener } from './keyListener.ts';

/** As much of a page's element as keys ask for. */
class PageElement {
  isContentEditable = false;
  closest(): PageElement | null {
    return null;
  }
}

function listening() {
  const heard = new Map<string, (event: unknown) => void>();
  const page = { addEventListener: (name: string, then: (event: unknown) => void) => heard.set(name, then) };
  // No element of this page is of these kinds.
  const kinds = ['HTMLTextAreaElement', 'HTMLSelectElement', 'HTMLInputElement', 'HTMLDialogElement'].map((kind) => [kind, Map]);
  Object.assign(globalThis, { document: page, window: page, HTMLElement: PageElement }, Object.fromEntries(kinds));
  const film = new PageElement();
  const run: string[] = [];
  new KeyListener(
    film as unknown as HTMLElement,
    (command) => run.push(command),
    () => undefined,
    () => undefined,
  );
  const press = (key: string, target: PageElement): boolean => {
    let taken = false;
    heard.get('keydown')?.({ key, target, preventDefault: () => (taken = true) });
    return taken;
  };
  return { film, run, press };
}

test('Tab folds the panel only from the film itself; everywhere else it leads on, so that nobody is caught', () => {
  const { film, run, press } = listening();
  assert.ok(press('Tab', film));
  assert.equal(press('Tab', new PageElement()), false);
  assert.deepEqual(run, ['toggle-panel']);
});

test('G leads from anywhere to the panel', () => {
  const { film, run, press } = listening();
  assert.ok(press('g', film));
  assert.deepEqual(run, ['to-panel']);
});
