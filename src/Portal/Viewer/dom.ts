/** A new element with a class, attributes and text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  attributes: Readonly<Record<string, string>> = {},
  text = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className !== '') {
    made.className = className;
  }
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }
  made.textContent = text;
  return made;
}

/** A button with a visible word, a longer tooltip and a hook for tests. */
export function button(word: string, tooltip: string, testId: string): HTMLButtonElement {
  return element('button', 'oxi-tool', { type: 'button', title: tooltip, 'data-testid': testId }, word);
}
