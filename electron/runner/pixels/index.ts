export { closeExifTool } from '../../decode/index.ts';
export * from './ahead.ts';
export { augmentPhoto } from './augment.ts';
export * from './batch.ts';
export * from './look.ts';
export * from './photo.ts';
export { readSource } from './source.ts';
export type { SourcePhoto } from './source.ts';
