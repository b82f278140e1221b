export { lessonOf, lessons } from './lessons.ts';
export { prepareLessons } from './prepare.ts';
export type { Prepared } from './prepare.ts';
