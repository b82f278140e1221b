export { type BuiltInModel, type CatalogueEntry, fullCard, readCatalogue, type ShortCard } from './catalogue.ts';
export { classListsIn } from './classNames.ts';
export type { DownloadTuning } from './download.ts';
export { externalFilesOf } from './externalFiles.ts';
export type { Inspect, Shelved, Skipped } from './ready.ts';
export { type ModelStore, type ModelStoreOptions, openModelStore, type Progress } from './store.ts';
