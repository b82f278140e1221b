export { survey } from './survey.ts';
