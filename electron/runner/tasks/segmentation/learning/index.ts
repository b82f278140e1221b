export { trainSegmenter } from './train.ts';
