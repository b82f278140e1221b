import type { ProgressOf, RunnerContract } from '../../../contract/index.ts';

type Phase = ProgressOf<RunnerContract['detectors.train']>['phase'];

/** What a detector in the making is doing. */
export const phaseInWords: Readonly<Record<Phase, string>> = {
  windows: 'Finding windows to tune the network by',
  tuning: 'Tuning the network',
  regions: 'Describing regions of photos',
  learning: 'Learning what is a thing',
  boxes: 'Learning where things end',
  judging: 'Judging photos held out',
  saving: 'Saving',
};
