export { segmentationLimits } from './limits.ts';
export { segmentPhoto } from './segment.ts';
