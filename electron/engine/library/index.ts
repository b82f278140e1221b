export { Library } from './library.ts';
export type { BoxListener, LibraryListener, ReadOutcome, StrokeListener } from './library.ts';
export type { FoundFile, PhotoFacts, PhotoSource } from './photos.ts';
export type { JobPatch, NewJob, StoredJob } from './jobs.ts';
export type { BoxLibrary } from './boxLibrary.ts';
export type { BoxedPhoto, NamedPhoto } from './boxedPhotos.ts';
export type { PhotoBoxes } from './boxes.ts';
