import type { DeviceId, KnownModel } from '../../../contract/index.ts';
import type { RunnerProcess } from '../../jobs/runnerProcess.ts';

/** What looking at photos with a network needs. */
export interface LookWith {
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly model: KnownModel;
  readonly device: DeviceId;
}

export interface LookWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: { done: number; total: number }) => void;
}
