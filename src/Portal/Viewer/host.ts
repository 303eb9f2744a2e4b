import { HostCalls, type DotNetObject } from './hostCalls.ts';
import type { Box } from './transform.ts';

/** A coded label that a reader may give, in the order of the menu. */
export interface LabelChoice {
  readonly scheme: string;
  readonly code: string;
  readonly meaning: string;
}

export interface FilmEntry {
  readonly instance: string;
  readonly series: string;
  /** Shown where the page names the film: "PA", "Film 2". */
  readonly title: string;
}

export interface ViewerOptions {
  /** Who reads: what this tab keeps for one reader is no other's. */
  readonly reader: string;
  readonly study: string;
  readonly dicomweb: string;
  readonly hub: string;
  readonly films: readonly FilmEntry[];
  readonly instance: string | null;
  readonly labels: readonly LabelChoice[];
  readonly editable: boolean;
  /** The models' lowest operating point: heat below it is transparent. 0..1. */
  readonly heatThreshold: number;
  /** Events up to this one are history: they are drawn, but nothing glows. */
  readonly lastSequence: number;
  readonly renderer: 'auto' | 'cpu';
}

/** A box that the reader finished: a new finding, or another shape or label of one that is listed. */
export interface BoxAct {
  /** Made here, once: sent again after a lost answer it is the same act. */
  readonly id: string;
  /** The finding that is changed; null: a new one. */
  readonly key: string | null;
  readonly instance: string;
  readonly frame: number;
  readonly box: Box;
  readonly labelScheme: string;
  readonly labelCode: string;
  readonly comment: string | null;
  /** JSON: what the reader saw. */
  readonly displayed: string;
}

export interface SaveAnswer {
  readonly saved: boolean;
  /** What to tell the reader; null: nothing. */
  readonly sentence: string | null;
  /** The failure may pass: the act is kept and sent again. */
  readonly retry: boolean;
}

/** The page on the server. Every call is one finished act of the reader; each ends, with an error where the server does not answer. */
export interface Host {
  command(name: string): Promise<void>;
  reject(reasonNumber: number): Promise<void>;
  select(key: string): Promise<void>;
  /** May be called again with the same act: it is kept once. */
  saveBox(act: BoxAct): Promise<SaveAnswer>;
  /** Ends what is under way: after a reconnect no answer to it comes. */
  giveUp(): void;
}

export function hostOf(page: DotNetObject): Host {
  const calls = new HostCalls(page);
  return {
    command: (name) => calls.make('CommandAsync', name),
    reject: (reasonNumber) => calls.make('RejectAsync', reasonNumber),
    select: (key) => calls.make('SelectAsync', key),
    saveBox: (act) => calls.make('SaveBoxAsync', act),
    giveUp: () => {
      calls.giveUp();
    },
  };
}
