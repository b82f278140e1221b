export { labelShard } from './label.ts';
export { mergeShards } from './merge.ts';
