export { groupings, proposeBoxes, type SearchMode, type SearchWishes } from './search.ts';
export { windowBoxes } from './windows.ts';
