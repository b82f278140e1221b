import { join } from 'node:path';
import { FoveaError, problemOf } from '../../../contract/index.ts';
import type {
  KnownModel,
  OutputOf,
  RunId,
  RunnerContract,
  RunPlan,
  RunProgress,
  TrainingRun,
} from '../../../contract/index.ts';
import type { RunnerProcess } from '../../jobs/runnerProcess.ts';
import type { ModelStore } from '../../models/index.ts';
import type { ExampleSet } from '../datasets/index.ts';
import { seenPlan } from './plan.ts';
import type { OpenRun, RunStore } from './store.ts';

export interface TrainWith {
  readonly runs: RunStore;
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly models: Pick<ModelStore, 'find' | 'addTrained'>;
  readonly cacheDir: string;
  /** Looks at a dataset, with the features of the model that will be trained, and answers its examples. */
  readonly look: (plan: RunPlan, model: KnownModel, watch: Watch) => Promise<ExampleSet>;
}

export interface Watch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: RunProgress) => void;
}

/** Trains what was planned; the queue and the command line share it. */
export interface Trainer {
  /**
   * Trains a run to its end and puts its model on the shelf. Aborted it is left as it stands, and goes on from its
   * checkpoint the next time; a run that has ended is answered at once.
   *
   * @throws training/run-unknown, training/run-busy, engine/stopped, and what the runner throws
   */
  train(id: RunId, watch: Watch): Promise<TrainingRun>;
  /** Ends a run after its current step, or as soon as it gets that far, keeping the best weights so far. */
  finish(id: RunId): Promise<void>;
}

type Trained = OutputOf<RunnerContract['training.run']>;

/** Ends of the runner in a row without a further epoch, after which it is no accident. */
const mostCrashes = 5;

export function newTrainer({ runs, runner, models, cacheDir, look }: TrainWith): Trainer {
  const underWay = new Set<RunId>();
  const finishing = new Set<RunId>();
  const askToFinish = (run: RunId): Promise<void> => runner.ask('training.finish', { run });

  return {
    async train(id, watch) {
      const open = await runs.begin(id);
      underWay.add(id);
      try {
        if (open.ended) return await open.record(open.ended.result, open.ended.card);
        const { result, card } = await compute(open, watch);
        await models.addTrained(open.files.network, { ...card, run: id });
        return await open.record(result, card);
      } catch (thrown) {
        const stopped = watch.signal.aborted;
        // Where even this cannot be written the disk is full, and the first problem is the one to tell.
        await open.leave(stopped ? 'stopped' : 'failed', stopped ? null : problemOf(thrown)).catch(() => undefined);
        throw thrown;
      } finally {
        underWay.delete(id);
        finishing.delete(id);
      }
    },
    async finish(id) {
      await runs.find(id);
      finishing.add(id);
      if (underWay.has(id)) await askToFinish(id);
    },
  };

  /** Asks the runner; one that dies is asked again and goes on from the run's checkpoint. */
  async function compute(open: OpenRun, { signal, onProgress }: Watch): Promise<Trained> {
    const model = await baseOf(open.plan);
    if (open.plan.unseen) await open.follow(seenPlan(open.plan, await look(open.plan, model, { signal, onProgress })));
    const { plan, files } = open;
    const input = { plan, model, folder: files.folder, cacheDir };
    for (let crashes = 0; ;) {
      let isToldToFinish = false;
      const follow = (step: RunProgress): void => {
        if (step.epochs.length > 0) crashes = 0;
        if (finishing.has(plan.id) && !isToldToFinish) {
          isToldToFinish = true;
          // A runner that dies over it is asked again in its next life.
          void askToFinish(plan.id).catch(() => (isToldToFinish = false));
        }
        onProgress(step);
      };
      try {
        return await runner.ask('training.run', input, { signal, onProgress: follow });
      } catch (thrown) {
        crashes += 1;
        const hasCrashed = thrown instanceof FoveaError && thrown.code === 'runner/crashed';
        if (!hasCrashed || crashes >= mostCrashes) throw thrown;
      }
    }
  }

  async function baseOf({ baseModel }: RunPlan): Promise<KnownModel> {
    const { path, model } = await models.find(baseModel);
    return { path, hash: model.hash, card: model.card };
  }
}

/** Where features are kept, by model and photo. */
export const featuresDir = (dataDir: string): string => join(dataDir, 'features');
