import { type Augmentation, fail, type Preprocessing } from '../../contract/index.ts';
import { augmentPhoto, lookupTable, readInput, readSource, type SourcePhoto, writePhoto } from '../pixels/index.ts';
import { derived } from '../vision/index.ts';
import type { Draw, TrainingData } from './loop/index.ts';

export interface LivePhotos {
  readonly photos: readonly { readonly path: string; readonly hash: string }[];
  /** [photos] */
  readonly classOf: Int32Array;
  /** [photos, classes]; null where each photo has one class. */
  readonly targets: Float32Array | null;
  readonly preprocessing: Preprocessing;
  readonly augmentation: Augmentation;
  /** Decoded photos are kept up to here, 1 GB by default: about 2,500 for a network that takes 224 × 224. */
  readonly keepBytes?: number;
}

/** Batches' worth of photos that are decoded before they are asked for. */
const ahead = 2;

/**
 * Photos that are varied anew each time they are asked for. What is done to one follows from seed, restart, epoch and
 * the photo's hash: not from the order of the batches, nor from what else is in them.
 *
 * Decoding runs on libuv's threads. Photos that fit into memory are decoded once, and ahead of being asked for: an
 * epoch needs them all.
 */
export function livePhotos(live: LivePhotos): TrainingData {
  const { photos, classOf, targets, preprocessing, augmentation } = live;
  const { layout, width, height } = preprocessing;
  const table = lookupTable(preprocessing);
  const each = 3 * width * height;
  const budget = { bytes: live.keepBytes ?? 1e9 };
  const decoded =
    <T>(read: (path: string) => Promise<T>) =>
    async (index: number): Promise<T> => {
      const path = photos[index]?.path ?? '';
      return read(path).catch(() => fail('training/changed', { count: 1, path }));
    };
  const plain = new Kept(
    decoded((path) => readInput(path, preprocessing)),
    budget,
  );
  const sources = new Kept(
    decoded((path) => readSource(path, preprocessing)),
    budget,
  );

  return {
    count: photos.length,
    dims: layout === 'NCHW' ? [3, height, width] : [height, width, 3],
    classOf,
    targets,
    async fill(indices, into, draw) {
      const kept: Kept<{ readonly pixels: Uint8Array }> = draw === null ? plain : sources;
      const wanted = Array.from(indices, (index) => kept.take(index));
      kept.readAhead(ahead * indices.length, photos.length);
      for (const [slot, photo] of wanted.entries()) {
        const pixels =
          draw === null ? (await photo).pixels : varied(indices[slot] ?? 0, (await photo) as SourcePhoto, draw);
        writePhoto(pixels, table, preprocessing, into.subarray(slot * each, (slot + 1) * each), 0);
      }
    },
  };

  function varied(index: number, source: SourcePhoto, { seed, restart, epoch }: Draw): Uint8Array {
    const rng = derived(seed, restart, epoch, photos[index]?.hash ?? '');
    return augmentPhoto(source, preprocessing, augmentation, rng);
  }
}

/**
 * Pictures by their number, read once while there is room. What is kept stays: each epoch asks for all of them, and to
 * put out the oldest for the newest would put out each one just before it is asked for again.
 */
class Kept<P extends { readonly pixels: Uint8Array }> {
  readonly #read: (index: number) => Promise<P>;
  readonly #budget: { bytes: number };
  readonly #pictures = new Map<number, Promise<P>>();
  #next = 0;

  constructor(read: (index: number) => Promise<P>, budget: { bytes: number }) {
    this.#read = read;
    this.#budget = budget;
  }

  take(index: number): Promise<P> {
    const known = this.#pictures.get(index);
    if (known) return known;
    const picture = this.#read(index);
    this.#pictures.set(index, picture);
    picture.then(
      ({ pixels }) => {
        if (this.#budget.bytes < pixels.byteLength) this.#pictures.delete(index);
        else this.#budget.bytes -= pixels.byteLength;
      },
      // A file that failed may be back the next time.
      () => this.#pictures.delete(index),
    );
    return picture;
  }

  /** Begins to read some of those that have not been read, in their order; nothing once memory is full. */
  readAhead(count: number, all: number): void {
    for (let begun = 0; begun < count && this.#next < all && this.#budget.bytes > 0; this.#next++) {
      if (this.#pictures.has(this.#next)) continue;
      void this.take(this.#next).catch(() => undefined);
      begun += 1;
    }
  }
}
