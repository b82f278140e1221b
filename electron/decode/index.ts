export { closeExifTool } from './exifTool.ts';
export { photoFailure } from './failures.ts';
export * from './formats.ts';
export { keywordsOf } from './keywords.ts';
export type { Keywords } from './keywords.ts';
export * from './limits.ts';
export * from './network.ts';
export * from './photo.ts';
export type { Shot } from './shot.ts';
