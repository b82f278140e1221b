export { importLabels, previewImport } from './importLabels.ts';
export type { ImportNeeds, LabelImportTask, Watch } from './importLabels.ts';
