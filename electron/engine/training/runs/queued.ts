import { z } from 'zod';
import { RunId } from '../../../contract/index.ts';
import type { RunPhase, RunPlan, RunProgress, TrainingRun } from '../../../contract/index.ts';
import type { JobScope } from '../../jobs/queue.ts';
import type { NewJob } from '../../library/index.ts';
import { counted } from '../../words.ts';
import type { Trainer } from './train.ts';

export const RunTask = z.object({ run: RunId });

/** A run as it waits in the queue. */
export const runJob = ({ id, name }: RunPlan): NewJob => ({
  kind: 'training.run',
  title: `Train ${name}`,
  ...{ task: { run: id }, unit: 'steps', total: null },
});

export interface QueuedWith {
  readonly trainer: Trainer;
  /** Tells the windows how the run goes. */
  readonly onProgress: (run: RunId, step: RunProgress) => void;
  /** The run began or ended. */
  readonly onChange: () => void;
}

/** Trains a run of the queue. Paused, stopped or killed, it goes on from its checkpoint the next time. */
export async function trainQueued(scope: JobScope, { trainer, onProgress, onChange }: QueuedWith): Promise<string> {
  const { run } = RunTask.parse(scope.task);
  onChange();
  try {
    const trained = await trainer.train(run, {
      signal: scope.signal,
      onProgress: (step) => {
        onProgress(run, step);
        const { done, total, phase, message } = step;
        scope.report({ ...{ done, total, message }, unit: unitOf[phase] });
      },
    });
    return inWords(trained);
  } finally {
    onChange();
  }
}

/** What is counted in each phase. */
const unitOf: Readonly<Record<RunPhase, 'photos' | 'steps'>> = {
  looking: 'photos',
  features: 'photos',
  choosing: 'steps',
  tuning: 'steps',
  training: 'steps',
  evaluating: 'photos',
  saving: 'steps',
};

/** For example "flowers, SVM head of MobileNet v2: 91.7 % of 120 test photos right". */
function inWords({ name, result }: TrainingRun): string {
  if (!result) return name;
  const { value, count } = result.report.accuracy;
  return `${name}: ${(100 * value).toFixed(1)} % of ${counted(count, 'test photo')} right`;
}
