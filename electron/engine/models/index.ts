export { type CatalogueEntry, readCatalogue } from './catalogue.ts';
export type { DownloadTuning } from './download.ts';
export type { Inspect, Shelved, Skipped } from './ready.ts';
export { type ModelStore, type ModelStoreOptions, openModelStore, type Progress } from './store.ts';
