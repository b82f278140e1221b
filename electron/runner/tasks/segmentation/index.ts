export { trainSegmenter } from './learning/index.ts';
export { segmentationLimits } from './limits.ts';
export { segmentPhoto } from './segment.ts';
export { photoRegions, strokeTeacher } from './strokes/index.ts';
