export { openHypercolumns } from './open.ts';
export type { HypercolumnOptions, Hypercolumns, PhotoFeatures } from './open.ts';
export { dimsOf, hypercolumnNetwork, type HypercolumnNetwork, type Size } from './network.ts';
export { sampled } from './sample.ts';
export { channelsOf, chooseTaps, type Grid, type Tap } from './taps.ts';
export { openNetwork } from './open.ts';
export { openScorer, type PixelAnswers, type Scorer, type ScorerOptions } from './scorer.ts';
export {
  emitScores,
  emitScoresAt,
  headBias,
  headOfTaps,
  scoresGraph,
  tapWeight,
  weightsByTap,
  type PixelHead,
} from './scores.ts';
