export { detectorTrainer, exportDetector, thingSearch } from './detectors/index.ts';
export { findProposals, mergeTrees } from './proposals/index.ts';
export { windowSearch } from './windows/search.ts';
export type { WindowSearch } from './windows/search.ts';
