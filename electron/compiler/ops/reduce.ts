import { reduction } from './reduction.ts';

// One number of all that lie along `axes`; along all axes where none are given.

export const ReduceSum = reduction((numbers) => numbers.reduce((sum, value) => sum + value, 0));
export const ReduceMean = reduction();
export const ReduceProd = reduction((numbers) => numbers.reduce((product, value) => product * value, 1));
export const ReduceMax = reduction((numbers) => Math.max(...numbers));
export const ReduceMin = reduction((numbers) => Math.min(...numbers));
export const ReduceL1 = reduction();
export const ReduceL2 = reduction();
export const ReduceSumSquare = reduction();
export const ReduceLogSum = reduction();
export const ReduceLogSumExp = reduction();
