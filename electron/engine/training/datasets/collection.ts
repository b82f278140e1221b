import { dirname } from 'node:path';
import { failure, FoveaError } from '../../../contract/index.ts';
import type { CollectedPhoto, SurveyedPhoto, UnreadablePhoto } from '../../../contract/index.ts';
import { shootsOf } from '../../../runner/vision/index.ts';
import type { ExampleSet } from './datasets.ts';
import { fromOf, type DatasetSource } from './sources.ts';

/** Photos by photographers, in shoots. */
export interface Collection {
  /** By code unit. */
  readonly classNames: readonly string[];
  /** In the order of their paths. */
  readonly photos: readonly CollectedPhoto[];
  /** Left out because they could not be read. */
  readonly unreadable: readonly UnreadablePhoto[];
}

/**
 * Photos that look alike, were taken at once or within an hour of each other are one shoot.
 *
 * @param surveyed  what looking at the files told
 */
export function collectionOf(
  { classNames, examples }: Pick<ExampleSet, 'classNames' | 'examples'>,
  surveyed: readonly Omit<SurveyedPhoto, 'index'>[],
): Collection {
  const known = new Map(surveyed.map((photo) => [photo.path, photo]));
  const own = examples.flatMap(({ path, hash, classIndices, group }): CollectedPhoto[] => {
    const [classIndex, second] = classIndices;
    // A photo by several people says nothing of any one of them.
    return classIndex === undefined || second !== undefined ? [] : [{ path, hash, classIndex, group }];
  });
  const taken = own.map(({ path }) => {
    const { takenAtMs = null, camera = null } = known.get(path) ?? {};
    return { takenAtMs, camera, folder: dirname(path) };
  });
  const shoots = shootsOf(
    taken,
    Int32Array.from(own, ({ group }) => group),
  );
  return {
    classNames,
    photos: own.map((photo, at) => ({ ...photo, group: shoots[at] ?? 0 })),
    unreadable: surveyed.flatMap(({ path, problem }) => (problem ? [{ path, problem }] : [])),
  };
}

/** What photos that are read for names lack, in place of a word about classes; anything else as it was. */
export function namesMissing(thrown: unknown, source: DatasetSource): unknown {
  const isRead = source.kind === 'artists' || source.kind === 'cameras';
  if (!isRead || !(thrown instanceof FoveaError) || thrown.code !== 'training/no-class') return thrown;
  const what = source.kind === 'artists' ? 'who took it' : 'the serial number of its camera';
  return failure('photographers/no-names', { path: fromOf(source), what });
}
