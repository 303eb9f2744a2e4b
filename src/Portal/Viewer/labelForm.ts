import { button, element } from './dom.ts';
import type { LabelChoice } from './host.ts';
import { digitOf } from './keys.ts';
import type { Point } from './transform.ts';

export interface LabelAnswer {
  readonly label: LabelChoice;
  readonly comment: string | null;
}

/** The small form beside a box that was drawn or is being changed: which label, and a comment. */
export class LabelForm {
  private form: HTMLFormElement | null = null;

  constructor(
    private readonly parent: HTMLElement,
    private readonly labels: readonly LabelChoice[],
  ) {}

  get open(): boolean {
    return this.form !== null;
  }

  show(
    title: string,
    chosen: { readonly scheme: string; readonly code: string } | null,
    comment: string | null,
    saved: (answer: LabelAnswer) => void,
    cancelled: () => void,
  ): void {
    this.close();
    const form = element('form', 'oxi-label-form', { 'aria-label': title, 'data-testid': 'label-form' });
    form.append(element('strong', '', {}, title));
    const group = element('div', 'oxi-labels', { role: 'radiogroup', 'aria-label': 'Label' });
    const radios = this.labels.map((label, i) => {
      const radio = element('input', '', { type: 'radio', name: 'oxi-label', value: String(i), 'data-testid': `label-${label.code}` });
      radio.checked = chosen === null ? i === 0 : chosen.scheme === label.scheme && chosen.code === label.code;
      const line = element('label', '');
      line.append(radio, element('kbd', '', {}, String(i + 1)), label.meaning);
      group.append(line);
      return radio;
    });
    const note = element('input', '', {
      type: 'text',
      placeholder: 'Comment (optional)',
      'aria-label': 'Comment',
      maxlength: '400',
      'data-testid': 'label-comment',
    });
    note.value = comment ?? '';
    const save = button('Save', 'Save this finding (Enter)', 'label-save');
    save.type = 'submit';
    const cancel = button('Cancel', 'Leave without saving (Esc)', 'label-cancel');
    cancel.addEventListener('click', cancelled);
    const actions = element('div', 'oxi-form-actions');
    actions.append(save, cancel);
    form.append(group, note, actions);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const label = this.labels[radios.findIndex((radio) => radio.checked)];
      if (label !== undefined) {
        saved({ label, comment: note.value.trim() || null });
      }
    });
    form.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Escape') {
        cancelled();
        return;
      }
      const digit = event.target === note ? null : digitOf(event);
      const radio = digit === null ? undefined : radios[digit - 1];
      if (radio !== undefined) {
        event.preventDefault();
        radio.checked = true;
        radio.focus();
      }
    });
    this.parent.append(form);
    this.form = form;
    this.focus();
  }

  /** Leads keys to the form: digits choose, Enter saves, Esc leaves. */
  focus(): void {
    (this.form?.querySelector<HTMLInputElement>('input:checked') ?? this.form?.querySelector('input'))?.focus({ preventScroll: true });
  }

  /** Puts the form beside the box: to its right where there is room. */
  place(left: Point, right: Point): void {
    if (this.form === null) {
      return;
    }
    const { offsetWidth: width, offsetHeight: height } = this.form;
    const room = { width: this.parent.clientWidth, height: this.parent.clientHeight };
    const x = right.x + 12 + width <= room.width ? right.x + 12 : left.x - width - 12;
    this.form.style.left = `${String(clamp(x, 4, room.width - width - 4))}px`;
    this.form.style.top = `${String(clamp(left.y, 4, room.height - height - 4))}px`;
  }

  close(): void {
    this.form?.remove();
    this.form = null;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
