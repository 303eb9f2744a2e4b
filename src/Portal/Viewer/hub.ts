import { HubConnectionBuilder, HubConnectionState, LogLevel, type ISubscription } from '@microsoft/signalr';
import { fromWire, type AnalysisEvent } from './analysisEvents.ts';
import { afterMs, type Delay } from './delay.ts';

export interface EventHandlers {
  /** Events can arrive from now on. */
  readonly begun: () => void;
  readonly next: (event: AnalysisEvent) => void;
  /** Called once: with the error, or null where the stream just ended. */
  readonly ended: (error: Error | null) => void;
}

/** A study's events as one stream, from `afterSequence` on. */
export interface EventSource {
  watch(afterSequence: number, handlers: EventHandlers): () => void;
  /** Stops for good. */
  close(): void;
}

/** Is told when the first heat of an analysis was painted. */
export interface PaintListener {
  /** `ms`: from its arrival in the browser. */
  painted(analysisId: string, ms: number): void;
}

export interface Watcher {
  stop(): void;
}

/** Waiting times before the 1st, 2nd, ... new try, in ms; the last one repeats. */
const patienceMs = [0, 500, 1000, 2000, 5000, 10000];

/**
 * Watches until stopped. A lost stream is taken up again after the last sequence that arrived, so nothing is missed and nothing comes twice;
 * `connected` tells whether events can arrive now.
 */
export function watchStudy(
  source: EventSource,
  handlers: {
    readonly next: (event: AnalysisEvent) => void;
    readonly lastSequence: () => number;
    readonly connected: (up: boolean) => void;
  },
  delay: Delay = afterMs,
): Watcher {
  let stopped = false;
  let tries = 0;
  let cancel: () => void = () => undefined;

  const begin = (): void => {
    if (stopped) {
      return;
    }
    cancel = source.watch(handlers.lastSequence(), {
      begun: () => {
        handlers.connected(true);
      },
      next: (event) => {
        tries = 0;
        handlers.next(event);
      },
      ended: () => {
        if (stopped) {
          return;
        }
        handlers.connected(false);
        const wait = patienceMs[Math.min(tries, patienceMs.length - 1)] ?? 0;
        tries++;
        cancel = delay(wait, begin);
      },
    });
  };
  begin();
  return {
    stop() {
      stopped = true;
      cancel();
      source.close();
    },
  };
}

/** The portal's hub. One connection, opened with the first watch and opened again where it was lost. */
export function signalRSource(url: string, study: string): EventSource & PaintListener {
  const connection = new HubConnectionBuilder().withUrl(url).configureLogging(LogLevel.None).build();
  let closing = false;
  return {
    watch(afterSequence, { begun, next, ended }) {
      let cancelled = false;
      let done = false;
      let subscription: ISubscription<unknown> | null = null;
      const end = (error: Error | null): void => {
        if (!done && !cancelled) {
          done = true;
          ended(error);
        }
      };
      const start = async (): Promise<void> => {
        if (connection.state === HubConnectionState.Disconnected) {
          await connection.start();
        }
        // stop() may have been called while the connection was opening.
        if (cancelled || closing) {
          return;
        }
        subscription = connection.stream<unknown>('Watch', study, afterSequence).subscribe({
          next(message) {
            next(fromWire(message));
          },
          error: (error: unknown) => {
            end(error instanceof Error ? error : new Error(String(error)));
          },
          complete: () => {
            end(null);
          },
        });
        begun();
      };
      start().catch((error: unknown) => {
        end(error instanceof Error ? error : new Error(String(error)));
      });
      return () => {
        cancelled = true;
        subscription?.dispose();
      };
    },
    painted(analysisId, ms) {
      // Only measured: what cannot be said now is not worth saying later.
      if (connection.state === HubConnectionState.Connected) {
        connection.send('Painted', study, analysisId, ms).catch(() => undefined);
      }
    },
    close() {
      closing = true;
      void connection.stop();
    },
  };
}
