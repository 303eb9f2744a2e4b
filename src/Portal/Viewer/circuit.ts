/**
 * Calls `back` each time the page's circuit is there again after it was lost; what is returned stops that. Blazor tells nobody but the notice that
 * covers the page meanwhile (Layout/ReconnectNotice.razor).
 */
export function whenCircuitIsBack(back: () => void): () => void {
  const notice = document.getElementById('components-reconnect-modal');
  const changed = (event: Event): void => {
    if ((event as CustomEvent<{ readonly state: string }>).detail.state === 'hide') {
      back();
    }
  };
  notice?.addEventListener('components-reconnect-state-changed', changed);
  return () => {
    notice?.removeEventListener('components-reconnect-state-changed', changed);
  };
}
