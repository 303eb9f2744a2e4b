import { hostOf, type ViewerOptions } from './host.ts';
import type { DotNetObject } from './hostCalls.ts';
import { StudyViewer, type Places } from './studyViewer.ts';

export type { PageState } from './studyViewer.ts';

/** Opens the viewer on a study page. What it returns is called by that page until `dispose`. */
export function open(places: Places, options: ViewerOptions, page: DotNetObject): StudyViewer {
  const viewer = new StudyViewer(places, options, hostOf(page));
  window.oxiViewer = viewer.diagnostics();
  return viewer;
}
