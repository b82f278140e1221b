export { makeInLab } from './make.ts';
export { openRecipe } from './open.ts';
export { savePictures } from './save.ts';
export { withTruths } from './truths.ts';
export { labRunsIn } from './store.ts';
export type { LabRuns } from './store.ts';
