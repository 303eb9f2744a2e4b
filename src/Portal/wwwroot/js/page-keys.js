// Single keys of a page, as long as nobody types into a field. Calls the page's KeyAsync with the key in lower case.
export function listen(page, keys) {
  const pressed = (event) => {
    const key = event.key.toLowerCase();
    if (!keys.includes(key) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    page.invokeMethodAsync("KeyAsync", key);
  };
  document.addEventListener("keydown", pressed);
  return { dispose: () => document.removeEventListener("keydown", pressed) };
}
