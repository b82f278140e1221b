import { mkdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import type {
  DeviceId,
  EngineContract,
  KnownModel,
  LabRecipe,
  LabRun,
  LabSettings,
  ProgressOf,
} from '../../contract/index.ts';
import { photoFailure } from '../../decode/index.ts';
import { hashOf } from '../images/index.ts';
import { askedAgain, askedOfPhoto, type RunnerProcess } from '../jobs/index.ts';
import { withMapPictures } from './mapPictures.ts';
import type { LabRuns } from './store.ts';

export interface MakeWith {
  readonly runner: Pick<RunnerProcess, 'ask'>;
  readonly runs: Pick<LabRuns, 'begin'>;
}

/** What is to be made, on which device. */
export interface ToMake {
  readonly model: KnownModel;
  readonly others: readonly KnownModel[];
  /** Paths, in the order of their roles. */
  readonly photos: readonly string[];
  readonly settings: LabSettings;
  readonly device: DeviceId;
}

export interface MakeWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: ProgressOf<EngineContract['lab.make']>) => void;
}

/**
 * Makes one thing and keeps it. One that fails or is stopped leaves nothing.
 *
 * @throws photo/*, model/*, lab/*, disk/*, runner/crashed, engine/stopped
 */
export async function makeInLab({ runner, runs }: MakeWith, asked: ToMake, watch: MakeWatch): Promise<LabRun> {
  const making = runs.begin();
  const { id: run, folder } = making;
  let isRead = false;
  const ask = () => {
    // A runner that died has left something.
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const onProgress = (step: ProgressOf<EngineContract['lab.make']>): void => {
      isRead ||= step.done > 0;
      watch.onProgress(step);
    };
    const { signal } = watch;
    return runner.ask('lab.make', { ...asked, folder }, { signal, onProgress: (step) => onProgress({ ...step, run }) });
  };
  try {
    const photos = await named(asked.photos, watch.signal);
    const result = await (photos.length === 0 ? askedAgain(ask) : askedOfPhoto(ask, () => isRead));
    const networks = { network: networkOf(asked.model), others: asked.others.map(networkOf) };
    const recipe = { fovea: 1, ...networks, photos, settings: result.settings, madeMs: Date.now() } as const;
    return making.keep(recipe, await withMapPictures(folder, result));
  } finally {
    making.end();
  }
}

const networkOf = ({ card, hash }: KnownModel): LabRecipe['network'] => ({ name: card.name, hash });

/** Files as a recipe names them. @throws photo/missing */
async function named(paths: readonly string[], signal: AbortSignal): Promise<LabRecipe['photos']> {
  const made: { name: string; hash: string }[] = [];
  for (const path of paths) {
    signal.throwIfAborted();
    const hash = await hashOf(path).catch(async (thrown: unknown) => {
      throw await photoFailure(path, thrown);
    });
    made.push({ name: basename(path), hash });
  }
  return made;
}
