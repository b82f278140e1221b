export { groupings, proposeBoxes, type SearchMode, type SearchWishes } from './search.ts';
