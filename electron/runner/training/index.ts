export * from './features/index.ts';
export * from './formulations.ts';
export * from './heads/index.ts';
export * from './loop/index.ts';
export { findLearningRate } from './learningRate.ts';
export { livePhotos } from './liveData.ts';
export type { LivePhotos } from './liveData.ts';
export { scheduleOf } from './schedules.ts';
