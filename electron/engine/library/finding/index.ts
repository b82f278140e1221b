export { findLibrary } from './findLibrary.ts';
export type { FindLibrary, HumanLabels, Suggested } from './findLibrary.ts';
export type { HeadAnswers, Overlay } from './overlay.ts';
