export { trainSegmenterFiles } from './trainFiles.ts';
