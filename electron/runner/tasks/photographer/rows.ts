import type { CollectedPhoto, DeviceId, FeatureTap, KnownModel, PhotoGuard, Problem } from '../../../contract/index.ts';
import { computeFeatures, type Cut, type HeadFeatures } from '../../training/index.ts';
import type { Work } from './work.ts';

/** Features of one tap, each photo's row at length 1. */
export interface TapRows {
  readonly tap: FeatureTap;
  /** F */
  readonly width: number;
  /** [N, F] */
  readonly values: Float32Array;
}

export const cutOf = ({ value, pooling }: FeatureTap): Cut => ({
  value,
  pooled: pooling === 'mean' ? true : 'pyramid',
});

const noAugmentation = { flip: false, crop: 0, color: 0, geometry: 0, blur: 0, noise: 0 };

export interface RowsWith extends Pick<Work, 'scope' | 'turn' | 'stop'> {
  readonly input: { readonly model: KnownModel; readonly cacheDir: string; readonly device: DeviceId };
}

/** Features of photos as a guard shows them, in one pass of the network for all that is not kept yet. */
export async function tapRows(
  { input, scope, turn, stop }: RowsWith,
  photos: readonly CollectedPhoto[],
  taps: readonly FeatureTap[],
  guard: PhotoGuard,
): Promise<{ readonly rows: readonly TapRows[]; readonly unreadable: ReadonlyMap<number, Problem> }> {
  const { model, cacheDir, device } = input;
  const phase = guard === 'as-is' ? ('features' as const) : ('guards' as const);
  const sets = await computeFeatures(
    {
      ...{ model, cuts: taps.map(cutOf), photos, views: 0, augmentation: noAugmentation, seed: 0, guard },
      ...{ cacheDir, device },
    },
    { turn, stop, onProgress: (done, total) => scope.progress({ phase, done, total }) },
  );
  const unreadable = sets[0]?.unreadable ?? new Map<number, Problem>();
  const rows = sets.flatMap(({ dims, values }, at): TapRows[] => {
    const [tap, width = 0] = [taps[at], dims[0]];
    return tap ? [{ tap, width, values: unitRows(values, width) }] : [];
  });
  return { rows, unreadable };
}

/** Each row divided by its length. */
export function unitRows(values: Float32Array, width: number): Float32Array {
  const unit = new Float32Array(values.length);
  for (let from = 0; from < values.length; from += width) {
    let square = 0;
    for (let at = from; at < from + width; at += 1) square += (values[at] ?? 0) ** 2;
    const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
    for (let at = from; at < from + width; at += 1) unit[at] = (values[at] ?? 0) * scale;
  }
  return unit;
}

/** Rows of several taps side by side, as `joinFeatures` gives them. */
export function sideBySide(sets: readonly TapRows[], count: number): HeadFeatures {
  const [only] = sets;
  const value = sets.map(({ tap }) => tap.value).join(' + ');
  if (sets.length === 1 && only) return { value, features: only.values, width: only.width };
  const width = sets.reduce((sum, set) => sum + set.width, 0);
  const features = new Float32Array(count * width);
  let column = 0;
  for (const set of sets) {
    for (let row = 0; row < count; row += 1)
      features.set(set.values.subarray(row * set.width, (row + 1) * set.width), row * width + column);
    column += set.width;
  }
  return { value, features, width };
}

/** The rows of some photos only. */
export const rowsOf = (set: TapRows, photos: readonly number[]): TapRows => {
  const values = new Float32Array(photos.length * set.width);
  for (const [row, photo] of photos.entries())
    values.set(set.values.subarray(photo * set.width, (photo + 1) * set.width), row * set.width);
  return { ...set, values };
};
