import { commandOf, digitOf, type Command } from './keys.ts';

/** Keys of the whole page, where nobody is typing and no control wants them for itself. */
export class KeyListener {
  /** True while the next digit is a reason to reject. */
  reasonMenu = false;

  constructor(
    private readonly film: HTMLElement,
    private readonly run: (command: Command) => void,
    private readonly reason: (number: number) => void,
    private readonly hideAi: (hidden: boolean) => void,
    /** Whether the list of reasons is on the page: what the reader sees counts, even before the server has said so here. */
    private readonly reasonsAreShown: () => boolean = () => false,
  ) {
    document.addEventListener('keydown', this.down);
    document.addEventListener('keyup', this.up);
    window.addEventListener('blur', this.show);
  }

  dispose(): void {
    document.removeEventListener('keydown', this.down);
    document.removeEventListener('keyup', this.up);
    window.removeEventListener('blur', this.show);
  }

  private readonly down = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || !(event.target instanceof HTMLElement) || isTyping(event.target)) {
      return;
    }
    const digit = this.reasonMenu || this.reasonsAreShown() ? digitOf(event) : null;
    if (digit !== null) {
      event.preventDefault();
      this.reasonMenu = false;
      this.reason(digit);
      return;
    }
    const held = event.key === ' ' && event.repeat && this.mayTake(event);
    const command = commandOf(event);
    if (held) {
      event.preventDefault();
    }
    if (command === null || !this.mayTake(event)) {
      return;
    }
    event.preventDefault();
    if (command === 'hide-ai') {
      this.hideAi(true);
      return;
    }
    if (command === 'cancel') {
      this.reasonMenu = false;
    }
    this.run(command);
  };

  private readonly up = (event: KeyboardEvent): void => {
    if (event.key === ' ') {
      this.hideAi(false);
    }
  };

  private readonly show = (): void => {
    this.hideAi(false);
  };

  /** Tab belongs to us on the film only, Space and Enter to the button that has the focus. */
  private mayTake(event: KeyboardEvent): boolean {
    const target = event.target as HTMLElement;
    if (event.key === 'Tab') {
      return target === this.film;
    }
    const control = target.closest('button, a[href], input, select, summary, dialog');
    return (
      control === null ||
      (event.key !== ' ' && (event.key !== 'Enter' || event.ctrlKey || event.metaKey) && !(control instanceof HTMLDialogElement))
    );
  }
}

function isTyping(target: HTMLElement): boolean {
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) {
    return true;
  }
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button', 'submit'].includes(target.type);
}
