import { failure } from '../../../contract/index.ts';
import type { RunProgress } from '../../../contract/index.ts';
import type { RunnerProcess } from '../../jobs/runnerProcess.ts';
import type { Datasets } from '../datasets/index.ts';
import type { TrainWith } from './train.ts';

interface LookWith {
  readonly datasets: Datasets;
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly cacheDir: string;
}

/**
 * Looks at the dataset of a plan and answers its examples.
 *
 * @throws training/dataset-unknown, and what `Datasets.survey` and `Datasets.examples` throw
 */
export const examplesBy =
  ({ datasets, runner, cacheDir }: LookWith): TrainWith['look'] =>
  async ({ dataset, device, settings }, model, { signal, onProgress }) => {
    if (dataset === null) throw failure('training/dataset-unknown', { dataset: 'of this run' });
    await datasets.survey(dataset, {
      ...{ runner, model, cacheDir, device, signal },
      onProgress: ({ done, total }) => onProgress(lookingStep(done, total, 'Looking at the photos')),
    });
    return datasets.examples(dataset, settings);
  };

/** How far the work is that comes before training. */
export const lookingStep = (done: number, total: number, message: string): RunProgress => ({
  ...{ phase: 'looking', done, total, message },
  ...{ examplesPerSecond: null, secondsLeft: null, epochs: [], losses: [], wrongNow: [] },
});
