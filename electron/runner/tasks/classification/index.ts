export * from './check.ts';
export * from './classifier.ts';
export * from './classify.ts';
export * from './inspect.ts';
export * from './try.ts';
