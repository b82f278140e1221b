export { trainNetwork } from './loop.ts';
export type * from './types.ts';
