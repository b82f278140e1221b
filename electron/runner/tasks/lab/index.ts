export { listLayers } from './layers.ts';
export { makeInLab } from './make.ts';
export { indexUnits } from './units/indexUnits.ts';
