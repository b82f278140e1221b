import type { EngineContract, OutputOf, PhotoId } from '../../../contract/index.ts';
import { askedOfPhoto } from '../../jobs/index.ts';
import type { Photographers } from '../store.ts';
import type { LookWatch, LookWith } from './watch.ts';

type Output = OutputOf<EngineContract['photographers.identify']>;

export interface IdentifyWith extends LookWith {
  readonly photographers: Pick<Photographers, 'record' | 'files' | 'attributions'>;
  /** Numbers of photos in the library, by path. */
  readonly idsAt: (paths: readonly string[]) => ReadonlyMap<string, PhotoId>;
}

/** Photographers of whom photos are shown, and how many of each. */
const shown = { photographers: 3, photos: 5 };

/** Who took a photo, with the photos of the first few that are most like it. @throws photographers/unknown, photo/* */
export async function identified(
  { runner, model, device, photographers, idsAt }: IdentifyWith,
  path: string,
  watch: LookWatch,
): Promise<Output> {
  const { classNames } = photographers.record(model.hash).report;
  const collection = photographers.attributions(model.hash);
  const rows = { file: photographers.files(model.hash).rows, classOf: collection.map(({ classIndex }) => classIndex) };
  const input = { model, path, rows, device };
  const answer = await askedOfPhoto(() => runner.ask('photographers.identify', input, watch));
  const ranked = answer.probabilities
    .map((probability, classIndex) => ({ classIndex, className: classNames[classIndex] ?? '', probability }))
    .sort((a, b) => b.probability - a.probability || a.classIndex - b.classIndex);
  const nearest = ranked.slice(0, shown.photographers).map(({ classIndex, className }) => ({
    className,
    photos: nearestOf(classIndex),
  }));
  const ids = idsAt(nearest.flatMap(({ photos }) => photos.map((photo) => photo.path)));
  return {
    path,
    ranked: ranked.map(({ className, probability }) => ({ className, probability })),
    isKnown: answer.familiarity === null || answer.familiarity >= answer.below,
    nearest: nearest.map(({ className, photos }) => ({
      className,
      photos: photos.map((photo) => ({ ...photo, photo: ids.get(photo.path) ?? null })),
    })),
  };

  function nearestOf(classIndex: number): { path: string; likeness: number }[] {
    return collection
      .flatMap((photo, at) =>
        photo.classIndex === classIndex ? [{ path: photo.path, likeness: answer.likeness[at] ?? 0 }] : [],
      )
      .sort((a, b) => b.likeness - a.likeness || (a.path < b.path ? -1 : 1))
      .slice(0, shown.photos);
  }
}
