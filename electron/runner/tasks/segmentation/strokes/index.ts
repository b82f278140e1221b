export { strokeTeacher, type StrokeTeacher } from './answer.ts';
export { exportSegmenter, type Segmenter } from './exportSegmenter.ts';
export { solvePixelHead, type HeadWishes, type LabelledRows } from './head.ts';
export type { Stroke } from './labels.ts';
export { mostUncertainPlace, type Place } from './nextPlace.ts';
export { photoRegions } from './regions.ts';
export { strokeSession, type Prediction, type StrokeSession } from './session.ts';
export {
  maskPenalty,
  rowsOfMasks,
  sharesOf,
  type MaskedFeatures,
  type MaskRows,
  type MaskRowsOptions,
} from './masks.ts';
export { drawnCrop, wholePhoto, writeCrop, writeTargets, type Crop, type MaskedPicture } from './tune/crops.ts';
export {
  defaultTuning,
  tunePixels,
  type TuningHooks,
  type TuningRequest,
  type TuningSettings,
  type TuningState,
} from './tune/tune.ts';
export { tunedNetwork, tunedNumbers, type TunedNumbers } from './tune/tuned.ts';
