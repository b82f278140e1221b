export * from './engineProcess.ts';
export * from './entries.ts';
