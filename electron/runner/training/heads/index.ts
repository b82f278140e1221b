export { classWeights } from './balance.ts';
export { costOf, fitTemperature, probabilitiesOf, type Calibration } from './calibration.ts';
export {
  chooseHead,
  judgeHead,
  type HeadAsked,
  type HeadChoice,
  type HeadHooks,
  type HeadJudgement,
} from './choose.ts';
export { halve, type Halving, type HalvingRound } from './halving.ts';
export { leakCheck } from './leak.ts';
export { fitPlatt, fitSharedPlatt, type PlattCurve } from './platt.ts';
export { thresholdFor } from './rejection.ts';
export type { HeadFeatures } from './rows.ts';
export * from './solvers/index.ts';
