import { failure } from '../../../contract/index.ts';

/** Features of photos as one network sees them, each of length 1, so that their products are cosines. */
export interface LibraryFeatures {
  /** [N] photo ids, ascending */
  readonly ids: Int32Array;
  /** Numbers of one photo. */
  readonly dims: number;
  /** [N × dims] */
  readonly values: Float32Array;
}

interface Held extends LibraryFeatures {
  readonly rows: ReadonlyMap<number, number>;
  /** What brings features of the network's width into the space that is held; null: they are as they came. */
  readonly projection: Float32Array | null;
}

// There is one library, and its features are large: whatever is made of them reads the same numbers.
let held: Held | null = null;

/** Puts features in the place of those before. */
export function hold(features: LibraryFeatures, projection: Float32Array | null): void {
  const rows = new Map<number, number>();
  features.ids.forEach((id, row) => rows.set(id, row));
  held = { ...features, rows, projection };
}

/** Lets go of what is held: room for what is about to be loaded. */
export function letGo(): void {
  held = null;
}

function known(): Held {
  if (held === null || held.ids.length === 0) throw failure('find/no-features', {});
  return held;
}

/** @throws find/no-features  nothing was loaded since the runner started */
export const libraryFeatures = (): LibraryFeatures => known();

/** @throws find/no-features */
export const heldProjection = (): Float32Array | null => known().projection;

/** Rows of photos in what is held; photos that are not are left out. @throws find/no-features */
export function rowsOf(photos: Int32Array): Int32Array {
  const { rows } = known();
  const found = new Int32Array(photos.length);
  let count = 0;
  for (const photo of photos) {
    const row = rows.get(photo);
    if (row !== undefined) found[count++] = row;
  }
  return found.slice(0, count);
}

/** [rows × dims] the features of some rows. */
export function gathered({ values, dims }: LibraryFeatures, rows: Int32Array): Float32Array {
  const some = new Float32Array(rows.length * dims);
  rows.forEach((row, i) => some.set(values.subarray(row * dims, (row + 1) * dims), i * dims));
  return some;
}
