export { photosNamed } from './photosNamed.ts';
export { placedBoxes } from './placedBoxes.ts';
export type { Placed, PlacedBoxes, PhotoSize } from './placedBoxes.ts';
export { readBoxFiles } from './readBoxFiles.ts';
export type { FileProblem, ReadBoxFiles } from './readBoxFiles.ts';
