export { tunedFor } from './forDetector.ts';
export { tuneTrunk, type TuningHooks, type TuningRequest } from './tune.ts';
export { withTunedLayers, type TunedTrunk } from './tuned.ts';
