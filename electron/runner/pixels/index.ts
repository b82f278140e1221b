export { closePreviews } from '../../decode/index.ts';
export * from './ahead.ts';
export * from './batch.ts';
export * from './photo.ts';
