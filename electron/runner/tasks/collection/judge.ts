import type { InputOf, OutputOf, RunnerContract } from '../../../contract/index.ts';
import type { Turn } from '../../runtime/index.ts';
import { judgeHead } from '../../training/index.ts';
import { likeliest } from '../../vision/index.ts';
import { examplesOf } from './examples.ts';
import { gathered, libraryFeatures } from './held.ts';
import { centerOf } from './matrix.ts';

type Method = RunnerContract['collection.judge'];

/** Labels that are judged; of more so many are drawn. */
const mostExamples = 20_000;
const folds = 5;
const middle = 10;
/** A head that is judged by its answers, not kept, need not be the very best. */
const roughly = 0.02;

/**
 * What heads that have not learned from a label say of it, by grouped cross-validation with calibrated probabilities.
 *
 * @throws find/no-features
 */
export async function judgeLabels({ labels, groups }: InputOf<Method>, turn: Turn): Promise<OutputOf<Method>> {
  const features = libraryFeatures();
  const examples = examplesOf(labels, mostExamples);
  const classOf = Int32Array.from(examples.classesOf, ([own = 0]) => own);
  const classes = labels.numbers.length;
  const { outOfFold } = await turn(() =>
    judgeHead(
      {
        sets: [{ value: '', features: gathered(features, examples.rows), width: features.dims }],
        ...{ classOf, classes, groups: examples.places.map((place) => groups[place] ?? 0), loss: 'softmax', folds },
        ...{ c: middle / centerOf(features).meanSquare, seed: 1, balance: 'none', roughly },
      },
      { stop: new AbortController().signal },
    ),
  );
  const first = Int32Array.from(examples.photos.keys(), (i) => likeliest(outOfFold, i, classes));
  return {
    photos: examples.photos,
    own: Float32Array.from(classOf, (own, i) => outOfFold[i * classes + own] ?? 0),
    likeliest: first,
    probability: Float32Array.from(first, (own, i) => outOfFold[i * classes + own] ?? 0),
  };
}
