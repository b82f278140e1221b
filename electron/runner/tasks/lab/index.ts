export { listLayers } from './layers.ts';
export { makeInLab } from './make.ts';
