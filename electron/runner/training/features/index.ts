export { mostBytes, trimSets } from './cache.ts';
export { cacheFeatures, computeFeatures } from './compute.ts';
export type { Cut, FeatureHooks, FeatureRequest, FeatureSet } from './cut.ts';
export { openPass } from './pass.ts';
export type { FeaturePass, PassOptions, View } from './pass.ts';
export { openTrunk } from './trunk.ts';
export type { Trunk } from './trunk.ts';
