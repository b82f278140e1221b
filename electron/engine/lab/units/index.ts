export { indexQueued, IndexTask } from './indexQueued.ts';
export { indexed, patchesOf } from './patches.ts';
