import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  DatasetId,
  DeviceId,
  InputOf,
  KnownModel,
  Model,
  OutputOf,
  PhotographerReport,
  PhotographerSettings,
  ProgressOf,
  RunnerContract,
  UnreadablePhoto,
} from '../../../contract/index.ts';
import { askedAgain, type RunnerProcess } from '../../jobs/index.ts';
import type { ModelStore } from '../../models/index.ts';
import type { Datasets } from '../../training/datasets/index.ts';
import type { Photographers } from '../store.ts';
import { learnedDeeper } from './deeper.ts';

type Method = RunnerContract['photographers.train'];
type Step = ProgressOf<Method>;

export interface LearnWith {
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly models: Pick<ModelStore, 'addTrained'>;
  readonly datasets: Pick<Datasets, 'survey' | 'collection'>;
  readonly photographers: Pick<Photographers, 'keep'>;
  /** Where features are kept, by model and photo. */
  readonly cacheDir: string;
}

export interface ToLearn {
  readonly dataset: DatasetId;
  readonly name: string;
  readonly model: KnownModel;
  readonly settings: PhotographerSettings;
  readonly device: DeviceId;
}

export interface LearnWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: Step) => void;
}

export interface Learned {
  readonly model: Model;
  readonly report: PhotographerReport;
  /** Photos that were left out, and why. */
  readonly unreadable: readonly UnreadablePhoto[];
}

/**
 * Looks at a collection, learns its photographers, and puts the network onto the shelf with a record of how well it tells
 * them apart. Cut off, the next call computes only the features that are not kept yet.
 *
 * @throws training/*, photographers/one-shoot, model/*, disk/*, engine/stopped, runner/crashed
 */
export async function learnPhotographers(needs: LearnWith, asked: ToLearn, watch: LearnWatch): Promise<Learned> {
  const { runner, models, datasets, photographers, cacheDir } = needs;
  const { dataset, name, model, settings, device } = asked;
  await datasets.survey(dataset, {
    // Learning reads features of several places in one pass: a look needs none.
    ...{ runner, model: null, cacheDir, device, signal: watch.signal },
    onProgress: ({ done, total }) => watch.onProgress({ phase: 'looking', done, total }),
  });
  const { classNames, photos, unreadable } = await datasets.collection(dataset);
  const folder = await mkdtemp(join(tmpdir(), 'fovea-photographers-'));
  try {
    const file = join(folder, 'photographers.onnx');
    const input = { model, name, classNames, photos, settings, file, cacheDir, device };
    const { card, report: told, attributions, unreadable: late } = await trained(runner, input, watch);
    const deeper = { runner, model, settings, device, cacheDir, folder, classNames, photos: attributions };
    const report = { ...told, rows: [...told.rows, ...(await learnedDeeper(deeper, watch))] };
    const shelved = await models.addTrained(file, card);
    const record = { ...{ model: shelved.hash, name, dataset, trunkName: model.card.name }, seed: settings.seed };
    await photographers.keep({ ...record, createdMs: Date.now(), report }, attributions, `${file}.rows`);
    return { model: shelved, report, unreadable: [...unreadable, ...late] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Asks the runner; one that dies is asked again, and goes on with the features that are kept. */
function trained(
  runner: LearnWith['runner'],
  input: InputOf<Method>,
  { signal, onProgress }: LearnWatch,
): Promise<OutputOf<Method>> {
  const furthest = new Map<Step['phase'], number>();
  let moved = false;
  const follow = (step: Step): void => {
    // What is done a second time is no sign of life.
    moved ||= step.done > (furthest.get(step.phase) ?? 0);
    furthest.set(step.phase, Math.max(furthest.get(step.phase) ?? 0, step.done));
    onProgress(step);
  };
  return askedAgain(
    () => runner.ask('photographers.train', input, { signal, onProgress: follow }),
    () => {
      const hasMoved = moved;
      moved = false;
      return hasMoved;
    },
  );
}
