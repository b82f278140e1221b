export * from './formulations.ts';
export * from './loop/index.ts';
