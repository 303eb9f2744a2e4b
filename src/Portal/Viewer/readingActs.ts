import type { Host } from './host.ts';

/** Acts of reading on their way to the server: nothing is decided here, but the reader must learn where the server is silent. */
export class ReadingActs {
  private rejectsUnderWay = 0;
  private menuOnServer = false;
  private silent = false;

  constructor(
    private readonly host: Host,
    /** Whether the next digit is a reason to reject. */
    private readonly keys: { reasonMenu: boolean },
    /** There is something new among the notes. */
    private readonly told: () => void,
  ) {}

  command(name: string): void {
    if (name !== 'reject') {
      this.follow(this.host.command(name));
      return;
    }
    this.rejectsUnderWay++;
    this.follow(
      this.host.command(name).finally(() => {
        this.rejectsUnderWay--;
        this.keys.reasonMenu &&= this.menuOnServer;
      }),
    );
  }

  reject(reasonNumber: number): void {
    this.follow(this.host.reject(reasonNumber));
  }

  select(key: string): void {
    this.follow(this.host.select(key));
  }

  /** The page has opened or closed its list of reasons. */
  setReasonMenu(open: boolean): void {
    this.menuOnServer = open;
    // R was pressed, and the server has not yet answered it: what it says now is about something earlier, and must not swallow the digit.
    if (this.rejectsUnderWay === 0) {
      this.keys.reasonMenu = open;
    }
  }

  /** The circuit is back: no lost answer is waited for, and the page says anew how things stand. */
  circuitIsBack(): void {
    this.host.giveUp();
    this.follow(this.host.command('refresh'));
  }

  notes(): string[] {
    return this.silent ? ['The server did not answer: the last key may have done nothing. Look whether it did, then try again.'] : [];
  }

  private follow(call: Promise<void>): void {
    call
      .then(() => {
        this.silent = false;
      })
      .catch(() => {
        this.silent = true;
      })
      .finally(this.told);
  }
}
