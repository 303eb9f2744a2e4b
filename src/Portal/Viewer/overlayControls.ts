import { cssColour } from './colourMap.ts';
import { element } from './dom.ts';
import type { OverlaySettings } from './overlaySettings.ts';

type Toggle = 'heat' | 'lungs' | 'heart' | 'plan' | 'ctr';

const toggles: readonly (readonly [Toggle, string, string])[] = [
  ['heat', 'Heat', 'Heat map (H)'],
  ['lungs', 'Lungs', 'Lung contours (C)'],
  ['heart', 'Heart', 'Heart contour (C)'],
  ['plan', 'Plan', 'Segment plan (S)'],
  ['ctr', 'CTR', 'Cardiothoracic ratio (T)'],
];

/** Switches and slider of the model's marks. They stand in the page's panel and change nothing but the picture. */
export class OverlayControls {
  private readonly boxes = new Map<Toggle, HTMLInputElement>();
  private readonly slider: HTMLInputElement;
  private readonly figure: HTMLOutputElement;

  constructor(
    parent: HTMLElement,
    private readonly settings: OverlaySettings,
    changed: () => void,
  ) {
    const heat = element('div', 'oxi-heat');
    this.slider = element('input', '', {
      type: 'range',
      min: '0',
      max: '100',
      step: '5',
      'aria-label': 'Heat map opacity',
      'data-testid': 'heat-opacity',
    });
    this.figure = element('output', 'oxi-figure');
    this.slider.addEventListener('input', () => {
      settings.heatOpacity = Number(this.slider.value) / 100;
      this.show();
      changed();
    });
    const row = element('div', 'oxi-toggles', { role: 'group', 'aria-label': 'What the AI drew' });
    for (const [toggle, word, tooltip] of toggles) {
      const box = element('input', '', { type: 'checkbox', 'data-testid': `show-${toggle}` });
      box.addEventListener('change', () => {
        settings[toggle] = box.checked;
        changed();
      });
      const label = element('label', '', { title: tooltip });
      label.append(box, word);
      (toggle === 'heat' ? heat : row).append(label);
      this.boxes.set(toggle, box);
    }
    heat.append(this.slider, this.figure);
    parent.replaceChildren(heat, row);
    this.show();
  }

  /** Brings the controls in line with the settings. */
  show(): void {
    for (const [toggle, box] of this.boxes) {
      box.checked = this.settings[toggle];
    }
    const percent = Math.round(this.settings.heatOpacity * 100);
    this.slider.value = String(percent);
    this.figure.value = `${String(percent)} %`;
  }
}

/** The bar that says which colour is which score; it stands beside the film while heat is shown. */
export function colourBar(threshold: number): HTMLElement {
  const bar = element('div', 'oxi-colour-bar', {
    role: 'img',
    'aria-label': `Heat colours: score ${threshold.toFixed(2)} (lowest shown) to 1.00`,
    'data-testid': 'colour-bar',
  });
  const steps = Array.from({ length: 10 }, (_, i) => cssColour(threshold + ((1 - threshold) * i) / 9));
  const ramp = element('div', 'oxi-ramp');
  ramp.style.background = `linear-gradient(to top, ${steps.join(', ')})`;
  bar.append(element('span', '', {}, '1.00'), ramp, element('span', '', {}, threshold.toFixed(2)), element('span', '', {}, 'score'));
  return bar;
}
