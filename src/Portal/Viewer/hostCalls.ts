import { afterMs, type Delay } from './delay.ts';

/** What Blazor's DotNetObjectReference offers. */
export interface DotNetObject {
  invokeMethodAsync<T>(method: string, ...args: unknown[]): Promise<T>;
}

/** How long the server may take to answer, in ms. */
const patienceMs = 15_000;

/**
 * Calls to the page on the server that always end. Blazor's own do not: one that is made while the circuit is away, or whose answer is lost with
 * it, stays open for good.
 */
export class HostCalls {
  private readonly underWay = new Set<() => void>();

  constructor(
    private readonly page: DotNetObject,
    private readonly delay: Delay = afterMs,
  ) {}

  make<T>(method: string, ...args: unknown[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const giveUp = (): void => {
        ended();
        reject(new Error(`The server did not answer ${method}.`));
      };
      const stopWaiting = this.delay(patienceMs, giveUp);
      const ended = (): void => {
        stopWaiting();
        this.underWay.delete(giveUp);
      };
      this.underWay.add(giveUp);
      this.page
        .invokeMethodAsync<T>(method, ...args)
        .finally(ended)
        .then(resolve, reject);
    });
  }

  /** Waits no longer for what is under way: after a reconnect its answer does not come. */
  giveUp(): void {
    [...this.underWay].forEach((giveUp) => {
      giveUp();
    });
  }
}
