export { depths } from './depths.ts';
export { evaluate } from './evaluate.ts';
export { exportModel } from './export.ts';
export { newFinishing } from './finishing.ts';
export { mapRun } from './map.ts';
export { previewAugmentation } from './preview.ts';
export { survey } from './survey.ts';
export { trainRun } from './train.ts';
