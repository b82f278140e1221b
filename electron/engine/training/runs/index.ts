export { makePlan, nameFor, planAgain } from './plan.ts';
export { predictionsOf } from './predictions.ts';
export { runJob, RunTask, trainQueued } from './queued.ts';
export { runsIn } from './store.ts';
export type { RunStore } from './store.ts';
export { featuresDir, newTrainer } from './train.ts';
export type { Trainer } from './train.ts';
export { checkUnchanged } from './unchanged.ts';
