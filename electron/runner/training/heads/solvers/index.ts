export type { HeadData, LinearHead, SolverName, SolverOptions } from './define.ts';
export { solveSoftmax } from './softmax.ts';
export { solveSvm } from './svm.ts';
