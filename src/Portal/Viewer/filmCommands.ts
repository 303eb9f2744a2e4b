import type { BoxSession } from './boxSession.ts';
import type { FilmViewport } from './filmViewport.ts';
import type { Command } from './keys.ts';
import type { Tool } from './mouse.ts';
import type { OverlaySettings } from './overlaySettings.ts';

/** What commands of the film act on. */
export interface FilmParts {
  readonly viewport: FilmViewport;
  readonly settings: OverlaySettings;
  readonly boxes: BoxSession;
  choose(tool: Tool): void;
  overlaysChanged(): void;
  showKeys(): void;
  togglePanel(): void;
  toPanel(): void;
  draw(): void;
  edit(): void;
  reject(): void;
  submit(): void;
}

/** The commands that are carried out in the browser; all others are the page's on the server. */
export function filmCommands(parts: FilmParts): Partial<Record<Command, () => void>> {
  const { viewport, settings } = parts;
  const toggle = (overlay: 'heat' | 'plan' | 'ctr') => () => {
    settings[overlay] = !settings[overlay];
    parts.overlaysChanged();
  };
  const use = (tool: Tool) => () => {
    parts.choose(tool);
  };
  return {
    window: use('window'),
    zoom: use('zoom'),
    pan: use('pan'),
    invert: () => {
      viewport.invert();
    },
    fit: () => {
      viewport.fit();
    },
    'actual-size': () => {
      viewport.actualSize();
    },
    reset: () => {
      viewport.reset();
    },
    heat: toggle('heat'),
    plan: toggle('plan'),
    ctr: toggle('ctr'),
    contours: () => {
      const shown = settings.lungs || settings.heart;
      settings.lungs = !shown;
      settings.heart = !shown;
      parts.overlaysChanged();
    },
    help: () => {
      parts.showKeys();
    },
    'toggle-panel': () => {
      parts.togglePanel();
    },
    'to-panel': () => {
      parts.toPanel();
    },
    draw: () => {
      parts.draw();
    },
    edit: () => {
      parts.edit();
    },
    cancel: () => {
      parts.boxes.cancel();
    },
    reject: () => {
      parts.reject();
    },
    submit: () => {
      parts.submit();
    },
  };
}
