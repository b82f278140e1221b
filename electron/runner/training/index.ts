export * from './formulations.ts';
