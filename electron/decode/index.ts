export { photoFailure } from './failures.ts';
export * from './formats.ts';
export * from './limits.ts';
export * from './network.ts';
export * from './photo.ts';
export { closePreviews } from './previews.ts';
export type { Shot } from './shot.ts';
