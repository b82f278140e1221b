export { readFiles, writeListed } from './listed.ts';
export { previewWriting } from './preview.ts';
export { readQueued, restoreQueued, writeQueued } from './queued.ts';
export type { WriteTask } from './queued.ts';
export { restoreJob } from './restore.ts';
export { keywordStoreIn } from './store.ts';
export type { KeywordStore } from './store.ts';
