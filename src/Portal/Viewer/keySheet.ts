import { button, element } from './dom.ts';
import { keyBindings } from './keys.ts';

/** The sheet of all keys, as a modal dialog. */
export class KeySheet {
  private readonly dialog = element('dialog', 'oxi-key-sheet', { 'aria-label': 'Keys', 'data-testid': 'key-sheet' });

  constructor(parent: HTMLElement, closed: () => void) {
    this.dialog.append(element('h2', '', {}, 'Keys'));
    for (const group of ['Film', 'AI', 'Reading', 'Page'] as const) {
      const list = element('dl', '');
      for (const binding of keyBindings.filter((candidate) => candidate.group === group)) {
        const term = element('dt', '');
        term.append(element('kbd', '', {}, binding.shown));
        list.append(term, element('dd', '', {}, binding.words));
      }
      this.dialog.append(element('h3', '', {}, group), list);
    }
    this.dialog.append(
      element(
        'p',
        'oxi-quiet',
        {},
        'Mouse: left the active tool, right drag the window, middle pan, wheel zoom. Shift+Tab leaves the film backwards, G to the panel.',
      ),
    );
    const close = button('Close', 'Close (Esc)', 'key-sheet-close');
    close.addEventListener('click', () => {
      this.dialog.close();
    });
    this.dialog.append(close);
    this.dialog.addEventListener('close', closed);
    this.dialog.addEventListener('keydown', (event) => {
      event.stopPropagation();
    });
    parent.append(this.dialog);
  }

  show(): void {
    if (!this.dialog.open) {
      this.dialog.showModal();
    }
  }
}
