/** Everything a key can ask for. Acts of reading go to the server; the others stay in the browser. */
export type Command =
  | 'window'
  | 'zoom'
  | 'pan'
  | 'invert'
  | 'fit'
  | 'actual-size'
  | 'reset'
  | 'heat'
  | 'contours'
  | 'plan'
  | 'ctr'
  | 'hide-ai'
  | 'next-finding'
  | 'previous-finding'
  | 'accept'
  | 'reject'
  | 'edit'
  | 'draw'
  | 'nothing-more'
  | 'undo'
  | 'submit'
  | 'next-case'
  | 'previous-case'
  | 'toggle-panel'
  | 'to-panel'
  | 'help'
  | 'cancel';

export interface KeyBinding {
  /** `KeyboardEvent.key` in lower case, with "Ctrl+" before it where Ctrl (or Cmd) is held. */
  readonly key: string;
  readonly shown: string;
  readonly command: Command;
  readonly words: string;
  readonly group: 'Film' | 'AI' | 'Reading' | 'Page';
}

export const keyBindings: readonly KeyBinding[] = [
  { key: 'w', shown: 'W', command: 'window', words: 'Window and level', group: 'Film' },
  { key: 'z', shown: 'Z', command: 'zoom', words: 'Zoom', group: 'Film' },
  { key: 'p', shown: 'P', command: 'pan', words: 'Pan', group: 'Film' },
  { key: 'i', shown: 'I', command: 'invert', words: 'Invert', group: 'Film' },
  { key: 'f', shown: 'F', command: 'fit', words: 'Fit to the window', group: 'Film' },
  { key: '1', shown: '1', command: 'actual-size', words: 'One film pixel a screen pixel', group: 'Film' },
  { key: '0', shown: '0', command: 'reset', words: 'Reset window, zoom and pan', group: 'Film' },
  { key: 'h', shown: 'H', command: 'heat', words: 'Heat map', group: 'AI' },
  { key: 'c', shown: 'C', command: 'contours', words: 'Lung and heart contours', group: 'AI' },
  { key: 's', shown: 'S', command: 'plan', words: 'Segment plan', group: 'AI' },
  { key: 't', shown: 'T', command: 'ctr', words: 'Cardiothoracic ratio', group: 'AI' },
  { key: ' ', shown: 'Space (hold)', command: 'hide-ai', words: 'Hide everything the AI drew', group: 'AI' },
  { key: 'j', shown: 'J', command: 'next-finding', words: 'Next finding', group: 'Reading' },
  { key: 'k', shown: 'K', command: 'previous-finding', words: 'Previous finding', group: 'Reading' },
  { key: 'a', shown: 'A', command: 'accept', words: 'Accept the finding', group: 'Reading' },
  { key: 'r', shown: 'R', command: 'reject', words: 'Reject the finding, then a digit for the reason', group: 'Reading' },
  { key: 'e', shown: 'E', command: 'edit', words: "Edit the finding's box or label", group: 'Reading' },
  { key: 'd', shown: 'D', command: 'draw', words: 'Draw a finding that is missing', group: 'Reading' },
  { key: 'n', shown: 'N', command: 'nothing-more', words: 'Nothing more to find', group: 'Reading' },
  { key: 'ctrl+z', shown: 'Ctrl+Z', command: 'undo', words: "Take back the finding's last verdict", group: 'Reading' },
  { key: 'ctrl+enter', shown: 'Ctrl+Enter', command: 'submit', words: 'Submit the read', group: 'Reading' },
  { key: '.', shown: '.', command: 'next-case', words: 'Next case', group: 'Page' },
  { key: ',', shown: ',', command: 'previous-case', words: 'Previous case', group: 'Page' },
  { key: 'tab', shown: 'Tab', command: 'toggle-panel', words: 'Show or hide the panel, from the film', group: 'Page' },
  { key: 'g', shown: 'G', command: 'to-panel', words: 'Go to the panel', group: 'Page' },
  { key: '?', shown: '?', command: 'help', words: 'This list', group: 'Page' },
  { key: 'escape', shown: 'Esc', command: 'cancel', words: 'Leave what was begun', group: 'Page' },
];

const byKey: ReadonlyMap<string, Command> = new Map(keyBindings.map((binding) => [binding.key, binding.command]));

/** What is known of a key press. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly repeat: boolean;
}

/** The command of a key press; null where the key is the browser's or nobody's. */
export function commandOf(press: KeyPress): Command | null {
  if (press.altKey) {
    return null;
  }
  const key = press.key.toLowerCase();
  // Shift+Tab leads keyboard users back; it is never ours.
  if (key === 'tab' && (press.shiftKey || press.ctrlKey)) {
    return null;
  }
  const command = byKey.get(press.ctrlKey || press.metaKey ? `ctrl+${key}` : key) ?? null;
  // A held key repeats: walking through findings may, acts and toggles must not.
  return press.repeat && command !== 'next-finding' && command !== 'previous-finding' ? null : command;
}

/** The digit 1 to 9 that is pressed alone, for menus of reasons and labels; null for any other key. */
export function digitOf(press: KeyPress): number | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.repeat) {
    return null;
  }
  return /^[1-9]$/.test(press.key) ? Number(press.key) : null;
}
