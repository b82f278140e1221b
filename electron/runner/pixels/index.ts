export * from './ahead.ts';
export * from './batch.ts';
export * from './decode.ts';
export { closePreviews } from './previews.ts';
