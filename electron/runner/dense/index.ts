export * from './evaluate.ts';
export { dense, readPatchNetwork } from './patchNetwork.ts';
export { stridesOf } from './plan.ts';
export type { DensePlan } from './plan.ts';
