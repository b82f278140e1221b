export { windowSearch } from './windows/search.ts';
export type { WindowSearch } from './windows/search.ts';
