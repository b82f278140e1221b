import type { AttributionRow, CollectedPhoto, FeatureTap } from '../../../contract/index.ts';
import { agreement } from '../../vision/index.ts';
import { repeated, type Repeated } from './compare.ts';
import { descriptorModel, descriptors } from './descriptors.ts';
import { tapRows, type TapRows } from './rows.ts';
import { withinSpan } from './span.ts';
import type { Work } from './work.ts';

/** What no network was needed for. */
export interface Baselines {
  readonly rows: readonly AttributionRow[];
  readonly color: Repeated;
  readonly texture: Repeated;
  /** [N, 90] as `descriptorGraph` gives them, each row at length 1. */
  readonly colors: Float32Array;
}

/** Chance, the most frequent photographer, and linear machines on color and on coarse texture alone. */
export async function baselines(work: Work): Promise<Baselines> {
  const { photos, input, classOf, groups, classes, scope } = work;
  const { repetitions, seed } = input.settings;
  const told = await describedPhotos(work, photos);
  const total = 2 * repetitions;
  let done = 0;
  const onDone = (): void => scope.progress({ phase: 'measuring', done: ++done, total });
  const machines = async ({ values, width }: TapRows): Promise<Repeated> => {
    const features = await withinSpan({ value: '', features: values, width }, photos.length, work.products);
    return repeated(features, work, work, { c: null, onDone });
  };
  const [color, texture] = [await machines(told.color), await machines(told.texture)];
  const most = mostFrequent(classOf, classes);
  const always = agreement({ answers: [classOf.map(() => most)], truth: classOf, groups, classes, seed });
  const row = (name: string, { accuracy, macroF1 }: Pick<Repeated, 'accuracy' | 'macroF1'>, times: number) => ({
    ...{ kind: 'baseline' as const, name, accuracy, macroF1, repetitions: times, chosen: false },
  });
  const even = { value: 1 / classes, low: 1 / classes, high: 1 / classes };
  return {
    rows: [
      row('chance', { accuracy: even, macroF1: even }, 1),
      row('most frequent', always, 1),
      row('color', color, repetitions),
      row('coarse texture', texture, repetitions),
    ],
    ...{ color, texture, colors: told.color.values },
  };
}

interface DescribeWith extends Pick<Work, 'scope' | 'turn' | 'stop'> {
  readonly input: { readonly cacheDir: string };
}

/** Texture and color of photos, kept like features. */
export async function describedPhotos({ input, scope, turn, stop }: DescribeWith, photos: readonly CollectedPhoto[]) {
  const model = await descriptorModel(input.cacheDir);
  const taps: FeatureTap[] = [descriptors.texture, descriptors.color].map((value) => ({ value, pooling: 'mean' }));
  // Of fixed numbers and small: no device is worth the way there.
  const own = { model, cacheDir: input.cacheDir, device: 'cpu' as const };
  const [texture, color] = (await tapRows({ input: own, scope, turn, stop }, photos, taps, 'as-is')).rows;
  if (!texture || !color) throw new Error('Photos were not described.');
  return { texture, color };
}

function mostFrequent(classOf: Int32Array, classes: number): number {
  const counts = new Int32Array(classes);
  for (const own of classOf) counts[own] = (counts[own] ?? 0) + 1;
  return counts.indexOf(Math.max(...counts));
}
