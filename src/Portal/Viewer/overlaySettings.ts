/** Which of the model's marks are shown over the film. */
export interface OverlaySettings {
  heat: boolean;
  /** 0..1. */
  heatOpacity: number;
  lungs: boolean;
  heart: boolean;
  plan: boolean;
  ctr: boolean;
  /** While Space is held nothing of the model is shown. */
  hidden: boolean;
}

export function defaultOverlays(): OverlaySettings {
  return { heat: true, heatOpacity: 0.4, lungs: true, heart: true, plan: false, ctr: false, hidden: false };
}
