import { button, element } from './dom.ts';
import type { Command } from './keys.ts';
import type { Tool } from './mouse.ts';

const entries: readonly (readonly [word: string, tooltip: string, command: Command])[] = [
  ['W/L', 'Window and level with the left button (W)', 'window'],
  ['Zoom', 'Zoom with the left button (Z)', 'zoom'],
  ['Pan', 'Pan with the left button (P)', 'pan'],
  ['Invert', 'Invert the greys (I)', 'invert'],
  ['Fit', 'Fit the film to the window (F)', 'fit'],
  ['1:1', 'One film pixel a screen pixel (1)', 'actual-size'],
  ['Reset', 'Reset window, zoom and pan (0)', 'reset'],
  ['Keys', 'Show all keys (?)', 'help'],
];

/** The row of tools above the film. */
export class Toolbar {
  readonly element = element('div', 'oxi-toolbar', { role: 'toolbar', 'aria-label': 'Film tools' });
  private readonly tools = new Map<Tool, HTMLButtonElement>();

  constructor(run: (command: Command) => void) {
    for (const [word, tooltip, command] of entries) {
      const made = button(word, tooltip, `tool-${command}`);
      made.addEventListener('click', () => {
        run(command);
      });
      if (command === 'window' || command === 'zoom' || command === 'pan') {
        this.tools.set(command, made);
      }
      this.element.append(made);
    }
  }

  show(active: Tool): void {
    for (const [tool, made] of this.tools) {
      made.setAttribute('aria-pressed', String(tool === active));
    }
  }
}
