export { deleted, type Deleted } from './deletion.ts';
export { integratedGradientMap, occlusionMap, type EvidenceHooks } from './maps.ts';
export { dimsOf, openEvidence, type EvidenceNetwork } from './network.ts';
export type { Grid } from './picture.ts';
export { scoresBehind } from './scores.ts';
