import { problemOf } from '../../contract/index.ts';
import { burstsOf, emptySketches, lookalikes, unpackInto, type Sketches } from '../../runner/vision/index.ts';
import { readSketch, thumbnail, type Pictures } from '../images/index.ts';
import type { GroupedPhoto, Library, PhotoSketch } from '../library/index.ts';
import { inSlices, rest } from './slices.ts';

const photosAtOnce = 200;

/** Groups of each order by photo id; −1: alone. */
export interface Gathered {
  readonly burst: Int32Array;
  readonly alike: Int32Array;
}

/**
 * Works out which photos stand together without a network: bursts by time and camera, near-duplicates by their sketches,
 * which are made from the thumbnails where there are none yet.
 *
 * @throws what `signal` says
 */
export async function gather(library: Library, pictures: Pictures, signal: AbortSignal): Promise<Gathered> {
  const photos = library.groups.photos();
  const sketches = await sketchesOf(library, pictures, photos, signal);
  const same = [...Map.groupBy(photos.keys(), (index) => photos[index]?.hash).values()].filter((set) => set.length > 1);
  const alike = await inSlices(lookalikes(sketches, same), signal);
  const burst = burstsOf(photos);
  const end = (photos.at(-1)?.id ?? -1) + 1;
  const byId = (groups: Int32Array): Int32Array => {
    const of = new Int32Array(end).fill(-1);
    for (const [index, { id }] of photos.entries()) of[id] = groups[index] ?? -1;
    return of;
  };
  return { burst: byId(burst), alike: byId(alike) };
}

async function sketchesOf(
  library: Library,
  pictures: Pictures,
  photos: readonly GroupedPhoto[],
  signal: AbortSignal,
): Promise<Sketches> {
  const sketches = emptySketches(photos.length);
  for (let from = 0; from < photos.length; from += photosAtOnce) {
    const slice = photos.slice(from, from + photosAtOnce);
    const known = library.groups.sketches(slice.map(({ hash }) => hash));
    const missing = slice.filter((photo, at) => {
      const packed = known.get(photo.hash);
      return packed === undefined || !unpackInto(sketches, from + at, packed);
    });
    const made = new Map<number, PhotoSketch>();
    for (const photo of missing) {
      const sketch = await sketchOf(pictures, photo, signal);
      if (sketch) made.set(photo.id, sketch);
    }
    library.groups.keep([...made.values()]);
    for (const [at, { id }] of slice.entries()) {
      const sketch = made.get(id);
      if (sketch) unpackInto(sketches, from + at, sketch.bytes);
    }
    await rest();
    signal.throwIfAborted();
  }
  return sketches;
}

/** Null where there is no thumbnail and none can be made: the photo is alone until it is read again. */
async function sketchOf(pictures: Pictures, photo: GroupedPhoto, signal: AbortSignal): Promise<PhotoSketch | null> {
  signal.throwIfAborted();
  try {
    const { fingerprint, sketch } = await readSketch(await pictures.locate(photo, thumbnail, 'background'));
    return { photo: photo.id, hash: photo.hash, fingerprint, bytes: sketch };
  } catch (thrown) {
    // A file that is gone or damaged is said at its photo.
    if (!problemOf(thrown).code.startsWith('photo/')) console.error('sketch', photo.path, thrown);
    return null;
  }
}
