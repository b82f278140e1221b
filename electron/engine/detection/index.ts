export { detectFiles } from './detectFiles.ts';
