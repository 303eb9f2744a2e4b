import type { BoxAct, SaveAnswer } from './host.ts';
import type { Delay } from './hub.ts';

/** Where unsaved acts outlive a reload of the page. */
export interface Shelf {
  load(): readonly BoxAct[];
  store(acts: readonly BoxAct[]): void;
}

/** This browser tab's own shelf. What is on it is gone when the tab is closed. */
export function tabShelf(study: string): Shelf {
  const key = `oxiportal.unsaved.${study}`;
  return {
    load() {
      try {
        const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
        return Array.isArray(kept) ? (kept as BoxAct[]) : [];
      } catch {
        return [];
      }
    },
    store(acts) {
      if (acts.length === 0) {
        sessionStorage.removeItem(key);
      } else {
        sessionStorage.setItem(key, JSON.stringify(acts));
      }
    },
  };
}

const patienceMs = [1000, 2000, 5000, 10000];

/** Boxes on their way to the server, in the order they were drawn. None leaves before the server has said that it is kept, or why it cannot be. */
export class Outbox {
  private acts: BoxAct[];
  private sending = false;
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
