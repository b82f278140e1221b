import type { CaseMaker } from './define.ts';

export const cases: readonly CaseMaker[] = [];
