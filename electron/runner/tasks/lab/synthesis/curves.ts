import type { LabCurve } from '../../../../contract/index.ts';

/** What happened step by step. */
export const curveOf = (about: string, y: readonly number[]): LabCurve => ({
  ...{ kind: 'loss', about, y, random: null },
  x: y.map((_, step) => step),
});
