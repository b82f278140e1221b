import type { ProgressOf, RunnerContract } from '../../../contract/index.ts';

type Phase = ProgressOf<RunnerContract['photographers.train']>['phase'];

/** What learning photographers is doing. */
export const phaseInWords: Readonly<Record<Phase, string>> = {
  looking: 'Looking at photos',
  features: 'Computing features',
  choosing: 'Choosing features',
  measuring: 'Measuring color and coarse texture alone',
  guards: 'Measuring what answers rest on',
  strangers: 'Leaving photographers out in turn',
  deeper: 'Learning deeper, to compare',
  profiles: 'Looking at how photos are made',
  saving: 'Saving',
};
