export { pictureOf, proposalSide, regionsOf } from './propose.ts';
export { proposeBoxes, type SearchMode } from './search.ts';
export { findProposals, mergeTrees } from './task.ts';
export { windowBoxes } from './windows.ts';
