import type { InputOf, LabelledPhoto, ProgressOf, RunnerContract, Scope } from '../../../../../contract/index.ts';
import type { Turn } from '../../../../runtime/index.ts';
import { tuneTrunk } from './tune.ts';
import type { TunedTrunk } from './tuned.ts';

type Method = RunnerContract['detectors.train'];

export interface DetectorTuningHooks {
  readonly scope: Pick<Scope<ProgressOf<Method>>, 'progress'>;
  readonly turn: Turn;
  readonly stop: AbortSignal;
}

/**
 * The layers that describe regions, tuned where that is asked for; null: the network stays as it is.
 *
 * @param photos  those of all that may be learned from
 * @throws        as `tuneTrunk`
 */
export async function tunedFor(
  { model, classNames, settings, device, photos: all }: InputOf<Method>,
  photos: readonly LabelledPhoto[],
  { scope, turn, stop }: DetectorTuningHooks,
): Promise<TunedTrunk | null> {
  const { tuning } = settings;
  if (!tuning) return null;
  return tuneTrunk(
    { model, classes: classNames.length, settings, tuning, device, photos },
    {
      ...{ turn, stop },
      // By its place among all photos: a photo that ends the process is found by it.
      onPhoto(done) {
        const photo = photos[done];
        if (photo) scope.progress({ phase: 'windows', done: all.indexOf(photo), total: all.length });
      },
      onStep: (done, total) => scope.progress({ phase: 'tuning', done, total }),
    },
  );
}
