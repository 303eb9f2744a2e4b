import type { BoxAct, SaveAnswer } from './host.ts';
import type { Delay } from './delay.ts';

/** Where unsaved acts outlive a reload of the page. */
export interface Shelf {
  load(): readonly BoxAct[];
  store(acts: readonly BoxAct[]): void;
}

const tabPrefix = 'oxiportal.unsaved.';

/**
 * One reader's shelf in this browser tab. What is on it is gone when the tab is closed, or when another reader signs in there: nobody's box may
 * become someone else's finding.
 */
export function tabShelf(reader: string, study: string, storage: Storage = sessionStorage): Shelf {
  const mine = `${tabPrefix}${reader}.`;
  const key = mine + study;
  Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '')
    .filter((other) => other.startsWith(tabPrefix) && !other.startsWith(mine))
    .forEach((other) => {
      storage.removeItem(other);
    });
  return {
    load() {
      try {
        const kept: unknown = JSON.parse(storage.getItem(key) ?? '[]');
        return Array.isArray(kept) ? (kept as BoxAct[]) : [];
      } catch {
        return [];
      }
    },
    store(acts) {
      if (acts.length === 0) {
        storage.removeItem(key);
      } else {
        storage.setItem(key, JSON.stringify(acts));
      }
    },
  };
}

const patienceMs = [1000, 2000, 5000, 10000];

/** Boxes on their way to the server, in the order they were drawn. None leaves before the server has said that it is kept, or why it cannot be. */
export class Outbox {
  private acts: BoxAct[];
  private sending = false;
  private stopped = false;
  /** The way is known to be open: a try that fails now is made again at once. */
  private open = false;
  private tries = 0;
  private stopRetry: (() => void) | null = null;

  constructor(
    private readonly shelf: Shelf,
    private readonly send: (act: BoxAct) => Promise<SaveAnswer>,
    private readonly told: (sentence: string | null, waiting: number) => void,
    private readonly delay: Delay,
  ) {
    this.acts = [...shelf.load()];
  }

  get waiting(): readonly BoxAct[] {
    return this.acts;
  }

  /** Takes an act and sends it as soon as those before it are through. */
  add(act: BoxAct): void {
    this.acts.push(act);
    this.shelf.store(this.acts);
    void this.flush();
  }

  /** The way to the server is open again: what waits is sent now, and what is under way once more should its answer be lost. */
  retryNow(): void {
    this.open = this.sending;
    void this.flush();
  }

  /** Sends what waits. Safe to call at any time. */
  async flush(): Promise<void> {
    if (this.sending) {
      return;
    }
    this.sending = true;
    this.stopRetry?.();
    this.stopRetry = null;
    try {
      for (let act = this.acts[0]; act !== undefined; act = this.acts[0]) {
        const answer = await this.attempt(act);
        if (this.stopped && !answer.saved) {
          // The shelf still holds it; sent again on the next visit, it is known to be the same act.
          return;
        }
        if (!answer.saved && answer.retry && this.open) {
          this.open = false;
          continue;
        }
        if (!answer.saved && answer.retry) {
          this.told(answer.sentence, this.acts.length);
          const wait = patienceMs[Math.min(this.tries, patienceMs.length - 1)] ?? 1000;
          this.tries++;
          this.stopRetry = this.delay(wait, () => void this.flush());
          return;
        }
        this.tries = 0;
        this.acts.shift();
        this.shelf.store(this.acts);
        this.told(answer.sentence, this.acts.length);
      }
    } finally {
      this.sending = false;
    }
  }

  stop(): void {
    this.stopped = true;
    this.stopRetry?.();
    this.stopRetry = null;
  }

  private async attempt(act: BoxAct): Promise<SaveAnswer> {
    try {
      return await this.send(act);
    } catch {
      return {
        saved: false,
        sentence: 'Not saved yet: the server does not answer. The box is kept here and sent again.',
        retry: true,
      };
    }
  }
}
