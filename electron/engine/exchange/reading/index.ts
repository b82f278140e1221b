export { importLabels, previewImport } from './importLabels.ts';
export type { ImportNeeds, LabelImportTask } from './importLabels.ts';
