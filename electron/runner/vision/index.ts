export * from './fingerprint.ts';
export * from './fit.ts';
export * from './groups.ts';
export * from './judge.ts';
export * from './labelErrors.ts';
export * from './random.ts';
export * from './split.ts';
export { calibrationOf } from './tally.ts';
export * from './wilson.ts';
