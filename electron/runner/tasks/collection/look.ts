import type { InputOf, OutputOf, ProgressOf, RunnerContract, Scope } from '../../../contract/index.ts';
import type { Turn } from '../../runtime/index.ts';
import { cacheFeatures } from '../../training/index.ts';
import { cutOf } from './eyes.ts';

type Method = RunnerContract['collection.look'];

const asTheyAre = { flip: false, crop: 0, color: 0, geometry: 0, blur: 0, noise: 0 };

/**
 * Lets a network look at the photos whose features are not kept yet. Stopped or killed, it keeps what it has.
 *
 * @throws engine/stopped, disk/full, disk/denied, runner/no-device, model/*
 */
export async function lookAtCollection(
  eyes: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
): Promise<OutputOf<Method>> {
  const { model, device, cacheDir, photos } = eyes;
  const problems = await cacheFeatures(
    {
      ...{ model, device, cacheDir, photos, cuts: [await cutOf(eyes)] },
      ...{ views: 0, augmentation: asTheyAre, seed: 0 },
    },
    { turn, stop: scope.stop, onProgress: (done, total) => scope.progress({ done, total }) },
  );
  return { failed: photos.filter(({ hash }) => problems.has(hash)).length };
}
