// Single keys of the review page, as long as nobody types into a field. Calls the page's KeyAsync with the key in lower case and the decision on
// screen, so that a key that arrives late (or twice) decides about nothing that its sender had not seen.
export function listen(page, keys) {
  const pressed = (event) => {
    const key = event.key.toLowerCase();
    if (!keys.includes(key) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    page.invokeMethodAsync("KeyAsync", key, seen());
  };
  document.addEventListener("keydown", pressed);
  return { dispose: () => document.removeEventListener("keydown", pressed) };
}

// Keeps the chosen entry of a list within sight.
export function reveal(list) {
  list?.querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest" });
}

// Null: none, or its picture has not come yet.
function seen() {
  const card = document.querySelector("[data-verdict]");
  const picture = card?.querySelector("img");
  return picture?.complete && picture.naturalWidth > 0 ? card.dataset.verdict : null;
}
