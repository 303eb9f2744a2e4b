import type { BoxTool } from './boxTool.ts';
import { afterMs } from './delay.ts';
import type { FindingMark } from './findings.ts';
import type { BoxAct, Host, ViewerOptions } from './host.ts';
import { LabelForm } from './labelForm.ts';
import { Outbox, tabShelf } from './outbox.ts';
import { apply, cornersOf, type Affine } from './transform.ts';
import { newUuid } from './uuid.ts';

/** From the first press to the saved finding: drawing, adjusting, labelling, saving. */
export class BoxSession {
  private readonly form: LabelForm;
  private readonly outbox: Outbox;
  private edited: FindingMark | null = null;
  private sentence: string | null = null;
  /** The reader asked for something that an unfinished box stands in the way of. */
  private inTheWay = false;
  /** The reader asked to leave while boxes were on their way. */
  private leaving = false;

  constructor(
    stage: HTMLElement,
    private readonly tool: BoxTool,
    options: ViewerOptions,
    host: Host,
    private readonly page: {
      readonly instance: () => string | null;
      readonly displayed: () => string;
      /** There is something new among the notes. */
      readonly told: () => void;
      /** The reader is done with the form. */
      readonly left: () => void;
    },
  ) {
    this.form = new LabelForm(stage, options.labels);
    this.outbox = new Outbox(
      tabShelf(options.reader, options.study),
      (act) => host.saveBox(act),
      (sentence) => {
        this.sentence = sentence;
        page.told();
      },
      afterMs,
    );
  }

  /** The finding whose box is being changed. */
  get editedKey(): string | null {
    return this.edited?.key ?? null;
  }

  /** How many boxes the server has not kept yet. */
  get waiting(): number {
    return this.outbox.waiting.length;
  }

  /** A box is being drawn, changed or labelled. */
  get begun(): boolean {
    return this.tool.box !== null || this.form.open;
  }

  /** Leaving the page now would lose or delay something. */
  get unfinished(): boolean {
    return this.waiting > 0 || this.begun;
  }

  /** Whether every box is saved. Where not, the reader is told what stands in the way. */
  settled(): boolean {
    this.inTheWay = this.begun;
    this.page.told();
    return !this.unfinished;
  }

  /** Whether the page may be left. What is on its way stays in this tab: who asks twice may go, so that a silent server holds nobody. */
  mayLeave(): boolean {
    const again = this.leaving && !this.begun;
    this.leaving = this.waiting > 0 && !this.begun;
    return this.settled() || again;
  }

  notes(): string[] {
    const waiting = this.waiting;
    const notes = this.sentence === null ? [] : [this.sentence];
    if (this.inTheWay && this.begun) {
      notes.push('A box is not finished: save it (Enter) or leave it (Esc) first.');
    }
    if (waiting > 0) {
      notes.push(waiting === 1 ? '1 box is not saved yet.' : `${String(waiting)} boxes are not saved yet.`);
    }
    if (waiting > 0 && this.leaving) {
      notes.push('Wait until it is; or leave once more to go now: this tab sends it when the study is opened here again.');
    }
    return notes;
  }

  /** Sends what an earlier visit to this page left unsaved, or what the way to the server was closed for. */
  resume(): void {
    this.outbox.retryNow();
  }

  draw(): void {
    this.cancel();
    this.sentence = null;
    this.page.told();
    this.tool.draw();
  }

  edit(finding: FindingMark): void {
    this.cancel();
    this.edited = finding;
    this.tool.adjust(finding.box);
    this.ask(finding);
  }

  /** A box was drawn or changed: it needs a label. */
  shaped(): void {
    if (this.form.open) {
      this.form.focus();
    } else {
      this.ask(null);
    }
  }

  cancel(): void {
    this.form.close();
    this.edited = null;
    if (this.tool.mode !== 'off') {
      this.tool.leave();
    }
    if (this.inTheWay) {
      this.inTheWay = false;
      this.page.told();
    }
  }

  /** As `cancel`, but not by the reader's wish: a box that is lost by it is told. `because` is how that sentence begins. */
  drop(because: string): void {
    const lost = this.begun;
    this.cancel();
    if (lost) {
      this.sentence = `${because}, so the box that was not finished was not kept.`;
      this.page.told();
    }
  }

  /** Keeps the form beside the box. */
  place(map: Affine): void {
    const { box } = this.tool;
    if (box === null || !this.form.open) {
      return;
    }
    const corners = cornersOf(box).map((corner) => apply(map, corner));
    const top = Math.min(...corners.map((p) => p.y));
    this.form.place({ x: Math.min(...corners.map((p) => p.x)), y: top }, { x: Math.max(...corners.map((p) => p.x)), y: top });
  }

  dispose(): void {
    this.outbox.stop();
    this.form.close();
  }

  private ask(finding: FindingMark | null): void {
    this.form.show(
      finding === null ? 'New finding' : `Change finding ${String(finding.number)}`,
      finding === null ? null : { scheme: finding.labelScheme, code: finding.labelCode },
      finding?.comment ?? null,
      ({ label, comment }) => {
        const { box } = this.tool;
        const instance = this.page.instance();
        if (box === null || instance === null) {
          return;
        }
        const act: BoxAct = {
          id: newUuid(),
          key: this.editedKey,
          instance,
          frame: 1,
          box,
          labelScheme: label.scheme,
          labelCode: label.code,
          comment,
          displayed: this.page.displayed(),
        };
        this.cancel();
        this.leaving = false;
        this.outbox.add(act);
        this.page.left();
      },
      () => {
        this.cancel();
        this.page.left();
      },
    );
  }
}
