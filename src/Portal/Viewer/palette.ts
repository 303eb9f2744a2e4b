import type { Region } from './analysisEvents.ts';

/** The colours of the film page; the same figures stand in viewer.css as custom properties. */
export const palette = {
  text: '#E4E9ED',
  accent: '#5AC8C8',
  shade: 'rgba(0, 0, 0, 0.65)',
} as const;

export const regionColours: Readonly<Record<Region, string>> = {
  RightLung: '#6FA8FF',
  LeftLung: '#7FE0C2',
  Heart: '#FF8FA3',
};

/** How suspicious a mark is; each has its colour and its shape, never colour alone. */
export type Tone = 'suspicious' | 'uncertain' | 'clear';

export const tones: Readonly<Record<Tone, { readonly colour: string; readonly shape: string }>> = {
  suspicious: { colour: '#F2A65A', shape: '▲' },
  uncertain: { colour: '#E6D36F', shape: '◆' },
  clear: { colour: '#7FB7A3', shape: '●' },
};
