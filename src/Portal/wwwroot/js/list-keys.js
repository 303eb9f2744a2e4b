// Keys of a list of links: up and down move between rows, Home and End to the ends, Enter opens (the link's own). A click anywhere on a row opens it.
const served = new WeakSet();

export function serve(list) {
  if (!list || served.has(list)) return;
  served.add(list);
  list.addEventListener("keydown", (event) => {
    const rows = [...list.querySelectorAll("[data-row]")];
    const at = rows.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? 0 : at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey || rows.length === 0) return;
    event.preventDefault();
    rows[Math.min(Math.max(to, 0), rows.length - 1)].focus();
  });
  list.addEventListener("click", (event) => {
    if (event.target.closest("a, button, input")) return;
    if (window.getSelection()?.toString()) return;
    event.target.closest("tr")?.querySelector("[data-row]")?.click();
  });
  // From anywhere on the page that does not type, an arrow enters the list.
  const enter = (event) => {
    if (!list.isConnected) return document.removeEventListener("keydown", enter);
    if (event.key !== "ArrowDown" || document.activeElement !== document.body && document.activeElement?.id !== "content" && document.activeElement?.tagName !== "H1") return;
    event.preventDefault();
    list.querySelector("[data-row]")?.focus();
  };
  document.addEventListener("keydown", enter);
}
