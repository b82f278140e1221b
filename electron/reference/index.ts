// Graphs in 64 bits, slowly and obviously: the judge of gradients.

export { Call } from './call.ts';
export type { Kernel } from './call.ts';
export { evaluate, evaluateNode } from './evaluate.ts';
export type { EvaluateOptions } from './evaluate.ts';
export { kernels } from './kernels/table.ts';
export { forEachIndex, stridesOf, tensor64, tensor64Of } from './tensor64.ts';
export type { Tensor64 } from './tensor64.ts';
