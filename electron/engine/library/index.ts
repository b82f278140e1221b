export { Library } from './library.ts';
export type { LibraryListener, ReadOutcome, StrokeListener } from './library.ts';
export type { FoundFile, PhotoFacts, PhotoSource } from './photos.ts';
export type { JobPatch, NewJob, StoredJob } from './jobs.ts';
