import type { DeviceId, KnownModel } from '../../contract/index.ts';
import type { RunnerProcess } from '../jobs/runnerProcess.ts';
import type { ModelStore } from '../models/index.ts';
import { datasetsIn } from './datasets/index.ts';
import type { DatasetLibrary, Datasets } from './datasets/index.ts';
import { examplesBy, featuresDir, newTrainer, runsIn } from './runs/index.ts';
import type { RunStore, Trainer } from './runs/index.ts';

/** What the engine knows about learning. */
export interface Training {
  readonly datasets: Datasets;
  readonly runs: RunStore;
  readonly trainer: Trainer;
  /** Where features are kept, by model and photo. */
  readonly cacheDir: string;
  readonly device: () => DeviceId;
  /** A model on the shelf as the runner takes it; null: the best classifier. @throws model/unknown, model/none */
  known(hashOrName: string | null): Promise<KnownModel>;
}

export interface TrainingNeeds {
  readonly dataDir: string;
  readonly runner: RunnerProcess;
  readonly models: ModelStore;
  readonly device: () => DeviceId;
  /** The library while it is open. */
  readonly library: () => Promise<DatasetLibrary | null>;
}

export function trainingIn({ dataDir, runner, models, device, library }: TrainingNeeds): Training {
  const runs = runsIn(dataDir);
  const cacheDir = featuresDir(dataDir);
  const datasets = datasetsIn(dataDir, { library });
  const look = examplesBy({ datasets, runner, cacheDir });
  return {
    trainer: newTrainer({ runs, runner, models, cacheDir, look }),
    ...{ datasets, runs, cacheDir, device },
    async known(hashOrName) {
      const { path, model } = await models.find(hashOrName);
      return { path, hash: model.hash, card: model.card };
    },
  };
}
