export { exportMasks, lossesOf, sourceOf } from './libraryExport.ts';
export type { MaskExportTask } from './libraryExport.ts';
export { looksIn } from './libraryLooks.ts';
export type { LookRequest, Looks } from './libraryLooks.ts';
export { segmentFiles } from './segmentFiles.ts';
export { evaluateMasks } from './evaluate.ts';
