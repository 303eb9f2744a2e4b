import { button, element } from './dom.ts';
import type { SideMarkers } from './orientation.ts';
import { colourBar } from './overlayControls.ts';
import { onPixelGrid } from './pixelGrid.ts';

/** The film's place on the page: the film itself, what lies over it, and the words around it. */
export class FilmFrame {
  readonly stage = element('div', 'oxi-stage');
  readonly film = element('div', 'oxi-film', {
    tabindex: '0',
    role: 'application',
    'aria-label': 'Film. Press question mark for all keys, G for the panel, Shift+Tab to leave.',
    'data-testid': 'film',
  });
  readonly overlay = element('canvas', 'oxi-overlay', { 'aria-hidden': 'true', 'data-testid': 'overlay' });
  private readonly sides = element('div', 'oxi-sides', { 'data-testid': 'side-markers' });
  private readonly readout = element('div', 'oxi-readout', { 'data-testid': 'readout' });
  private readonly scale = element('div', 'oxi-scale', { 'data-testid': 'scale-bar', hidden: '' });
  private readonly message = element('div', 'oxi-message', { role: 'alert', 'data-testid': 'film-message' });
  private readonly notes = element('div', 'oxi-notes', { role: 'status', 'aria-live': 'polite', 'data-testid': 'viewer-notes' });
  private readonly bar: HTMLElement;
  private readonly resizes = new ResizeObserver(() => {
    this.align();
  });

  constructor(heatThreshold: number) {
    this.bar = colourBar(heatThreshold);
    this.stage.append(this.film, this.overlay, this.sides, this.readout, this.scale, this.bar, this.message, this.notes);
    this.resizes.observe(this.stage);
  }

  dispose(): void {
    this.resizes.disconnect();
  }

  /** The film's pixels and what is drawn over them fall on the screen's own pixels. */
  align(): void {
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    const ratio = window.devicePixelRatio || 1;
    const across = onPixelGrid(left, width, ratio);
    const down = onPixelGrid(top, height, ratio);
    for (const { style } of [this.film, this.overlay]) {
      style.left = `${String(across.offset)}px`;
      style.top = `${String(down.offset)}px`;
      style.width = `${String(across.length)}px`;
      style.height = `${String(down.length)}px`;
    }
  }

  showSides(markers: SideMarkers | null): void {
    const words =
      markers === null
        ? [element('span', 'oxi-side oxi-side-unknown', {}, 'orientation unknown')]
        : (['left', 'right'] as const).map((side) =>
            element('span', `oxi-side oxi-side-${side}`, { 'data-testid': `side-${side}` }, markers[side]),
          );
    this.sides.replaceChildren(...words);
  }

  clearSides(): void {
    this.sides.replaceChildren();
  }

  showReadout(words: string): void {
    if (this.readout.textContent !== words) {
      this.readout.textContent = words;
    }
  }

  /** A bar of a known length; null: the film names no spacing, so no length is shown. */
  showScale(bar: { readonly words: string; readonly widthPx: number } | null): void {
    this.scale.hidden = bar === null;
    if (bar !== null) {
      this.scale.textContent = bar.words;
      this.scale.style.width = `${bar.widthPx.toFixed(1)}px`;
    }
  }

  showColourBar(visible: boolean): void {
    this.bar.hidden = !visible;
  }

  /** A sentence in place of the film; `retry` offers to try again. */
  showMessage(sentence: string, retry: (() => void) | null): void {
    this.message.replaceChildren(element('p', '', {}, sentence));
    if (retry !== null) {
      const again = button('Try again', 'Fetch the film again', 'film-retry');
      again.addEventListener('click', retry);
      this.message.append(again);
    }
    this.message.hidden = false;
  }

  clearMessage(): void {
    this.message.replaceChildren();
    this.message.hidden = true;
  }

  /** Sentences below the film, one each; an unchanged one is not read out again. */
  showNotes(sentences: readonly string[]): void {
    const shown = sentences.join('\n');
    if (this.notes.dataset.shown !== shown) {
      this.notes.dataset.shown = shown;
      this.notes.replaceChildren(...sentences.map((sentence) => element('p', '', {}, sentence)));
    }
  }
}
