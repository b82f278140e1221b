export { boundTo, dimsOf, readFolded, refusing, type PictureSize } from './bound.ts';
export { deleted, type Deleted } from './deletion.ts';
export { layersOf } from './layers.ts';
export { integratedGradientMap, occlusionMap, type EvidenceHooks } from './maps.ts';
export { opened, openEvidence, type EvidenceNetwork } from './network.ts';
export type { Grid } from './picture.ts';
export { scoresBehind } from './scores.ts';
