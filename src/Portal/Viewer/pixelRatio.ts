/**
 * Calls `changed` whenever the display's pixel ratio changes: by the browser's zoom, or on another screen. Element sizes in CSS pixels may stay
 * the same then, so no ResizeObserver notices. What is returned stops that.
 */
export function watchPixelRatio(changed: () => void): () => void {
  let stop: () => void = () => undefined;
  const watch = (): void => {
    // A query matches one ratio only: after each change the next one is asked for.
    const query = window.matchMedia(`(resolution: ${String(window.devicePixelRatio)}dppx)`);
    const other = (): void => {
      watch();
      changed();
    };
    query.addEventListener('change', other, { once: true });
    stop = () => {
      query.removeEventListener('change', other);
    };
  };
  watch();
  return () => {
    stop();
  };
}
