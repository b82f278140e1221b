import { failure, type FindBy, type FoundPhoto, type FoundSet, type PhotoFilter } from '../../contract/index.ts';
import type { FoundId } from '../../contract/index.ts';
import type { Library } from '../library/index.ts';
import type { Collection } from './collection.ts';
import { labelErrorsOf } from './labelErrors.ts';
import { titleOf } from './titles.ts';

/** Searches that are kept; the oldest go first. */
const mostKept = 50;

export interface Search {
  readonly by: FindBy;
  readonly filter: PhotoFilter;
  readonly most: number;
}

interface Kept {
  readonly set: FoundSet;
  readonly why: ReadonlyMap<number, FoundPhoto>;
}

export type Searches = ReturnType<typeof searchesIn>;

/** Searches of a library and their answers, until the engine ends. */
export function searchesIn(collection: Collection) {
  const kept = new Map<FoundId, Kept>();

  return {
    /** @throws find/no-features, find/too-few, library/photo-unknown, find/unknown */
    async run(library: Library, { by, filter, most }: Search): Promise<FoundSet> {
      if (filter.found !== null && !library.arrangements.foundOf(filter.found)) throw failure('find/unknown', {});
      const title = titleOf(library, by);
      const among = Int32Array.from(library.ids(filter, 'added').filter(library.finding.isPresent));
      const photos = (await foundBy(library, collection, { by, among, most })).slice(0, most);
      const found = library.arrangements.find(Int32Array.from(photos, ({ photo }) => photo));
      const set = { found, by, title, photos: photos.length };
      kept.set(found, { set, why: new Map(photos.map((one) => [one.photo, one])) });
      for (const [oldest] of kept) {
        if (kept.size <= mostKept) break;
        kept.delete(oldest);
        library.arrangements.drop(oldest);
      }
      return set;
    },

    /** The newest first. */
    list: (): FoundSet[] => [...kept.values()].map(({ set }) => set).reverse(),

    /** Why photos are in an answer, in the order asked; those that are not are left out. @throws find/unknown */
    why(found: FoundId, photos: readonly number[]): FoundPhoto[] {
      const { why } = kept.get(found) ?? throwUnknown();
      return photos.flatMap((photo) => why.get(photo) ?? []);
    },
  };
}

interface Among {
  readonly by: FindBy;
  /** Photos of the filter that can be looked at. */
  readonly among: Int32Array;
  readonly most: number;
}

async function foundBy(library: Library, collection: Collection, { by, among, most }: Among): Promise<FoundPhoto[]> {
  switch (by.kind) {
    case 'similar':
      return byScore(await collection.ask('collection.alike', { like: Int32Array.from(by.photos), among, most }));
    case 'region':
      return byScore(await collection.region({ ...regionOf(library, by), among, most }));
    case 'outliers':
      return byScore(await collection.ask('collection.outliers', { among, most }));
    case 'label-errors':
      return labelErrorsOf(library, collection, new Set(among));
    case 'sees': {
      const isAmong = new Set(among);
      return library.finding
        .seen(by.className)
        .filter(({ photo }) => isAmong.has(photo))
        .map(({ photo, probability }) => ({ photo, score: probability, className: null }));
    }
    case 'duplicates':
      return duplicatesOf(library, among);
    case 'chosen': {
      const isAmong = new Set(among);
      return by.photos.filter((photo) => isAmong.has(photo)).map((photo) => ({ photo, score: 1, className: null }));
    }
  }
}

const byScore = ({ photos, scores }: { readonly photos: Int32Array; readonly scores: Float32Array }): FoundPhoto[] =>
  Array.from(photos, (photo, rank) => ({ photo, score: scores[rank] ?? 0, className: null }));

/** The box in parts of the photo's sides: a preview that is decoded in its place is smaller. @throws library/photo-unknown */
function regionOf(library: Library, { photo, box }: Extract<FindBy, { kind: 'region' }>) {
  const { path } = library.source(photo);
  const { width, height, problem } = library.detail(photo);
  if (width === null || height === null)
    throw failure('photo/corrupt', { reason: problem?.message ?? 'it has not been read yet.' });
  return { path, box: { x0: box.x0 / width, x1: box.x1 / width, y0: box.y0 / height, y1: box.y1 / height } };
}

/** Groups of photos that show the same, each group together, in the order in which their first photos came. */
function duplicatesOf(library: Library, among: Int32Array): FoundPhoto[] {
  const groupOf = library.arrangements.groupsOf('alike');
  const groups = Map.groupBy(among, (photo) => groupOf?.[photo] ?? -1);
  groups.delete(-1);
  return [...groups.values()]
    .filter((photos) => photos.length > 1)
    .flatMap((photos) => photos.map((photo) => ({ photo, score: 1, className: null })));
}

function throwUnknown(): never {
  throw failure('find/unknown', {});
}
