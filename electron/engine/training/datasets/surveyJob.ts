import type { DeviceId, KnownModel } from '../../../contract/index.ts';
import type { JobScope } from '../../jobs/queue.ts';
import type { RunnerProcess } from '../../jobs/index.ts';
import type { Library } from '../../library/index.ts';
import type { Datasets } from './datasets.ts';

export interface SurveyWith {
  readonly datasets: Datasets;
  readonly library: Library;
  readonly runner: RunnerProcess;
  /** Its features are computed in the same pass; null: none are. */
  readonly model: () => Promise<KnownModel | null>;
  readonly cacheDir: string;
  readonly device: () => DeviceId;
  /** Takes up a job that another one left behind. */
  readonly adopt: (job: number) => void;
}

/**
 * The queued look at a dataset: its photos come into the library, the runner looks at them, and a job is left behind
 * that makes their thumbnails. Its task is `{ dataset }`.
 */
export function surveyJob(_scope: JobScope, _needs: SurveyWith): Promise<string> {
  throw new Error('Not written yet.');
}
