import {
  failure,
  type ClassifiedPhoto,
  type Example,
  type InputOf,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
  type Scope,
} from '../../../contract/index.ts';
import { predictionsOf, reportOn, type Answers } from './judgement.ts';

type Method = RunnerContract['training.evaluate'];
type Classify = (
  input: InputOf<RunnerContract['classification.classify']>,
  scope: Scope<ProgressOf<RunnerContract['classification.classify']>>,
) => unknown;

/** What answers of a model that are none of the set's classes are counted as. */
const elsewhere = 'another class';
/** Of the bootstrap; the same photos have the same interval. */
const seed = 1;
const mostAnswers = 1000;

/**
 * Judges a model by what it answers in the app, on examples whose classes are matched by name. A class of the model
 * that the set has no photos of is a wrong answer like any other.
 *
 * @throws training/nothing-readable, training/no-shared-class
 */
export async function evaluate(
  { model, examples, classNames, device }: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
  classify: Classify,
): Promise<OutputOf<Method>> {
  const { card, path } = model;
  if (!card.classNames.some((name) => classNames.includes(name)))
    throw failure('training/no-shared-class', { model: card.name });
  const answered: ClassifiedPhoto[] = [];
  const progress = ({ photos }: { readonly photos: readonly ClassifiedPhoto[] }): void => {
    answered.push(...photos);
    scope.progress({ done: answered.length, total: examples.length });
  };
  const topK = Math.min(mostAnswers, Math.max(1, card.classNames.length));
  const paths = examples.map((example) => example.path);
  await classify({ model: { path, card }, paths, topK, device }, { ...scope, progress });

  const readable = answered.filter(({ problem }) => problem === null);
  if (readable.length === 0) {
    const [first] = answered;
    throw failure('training/nothing-readable', {
      count: examples.length,
      reason: first?.problem?.message ?? 'there are none.',
    });
  }
  const names = card.classNames.every((name) => classNames.includes(name)) ? classNames : [...classNames, elsewhere];
  const known = readable.map((photo) => ({
    ...photo,
    top: photo.top.filter(({ classIndex }) => classIndex < card.classNames.length),
  }));
  const answers = answersIn(known, examples, names);
  const report = reportOn(answers, {
    ...{ classNames: names, seed, unreadable: answered.length - readable.length },
    multiLabel: examples.some(({ classIndices }) => classIndices.length !== 1),
    unknownBelow: card.unknownBelow ?? null,
  });
  return { report, predictions: predictionsOf(answers, names.length) };
}

/** Probabilities by the classes of the set; those of all other classes together are `elsewhere`'s. */
function answersIn(
  photos: readonly ClassifiedPhoto[],
  examples: readonly Example[],
  names: readonly string[],
): Answers {
  const indexOf = new Map(names.map((name, index) => [name, index] as const));
  const probabilities = new Float64Array(photos.length * names.length);
  photos.forEach(({ top }, row) => {
    for (const { className, probability } of top) {
      const at = indexOf.get(className);
      if (at !== undefined) probabilities[row * names.length + at] = probability;
      // The likeliest of them stands for all: their sum could outvote an answer that the app would give.
      else
        probabilities[row * names.length + names.length - 1] = Math.max(
          probabilities[row * names.length + names.length - 1] ?? 0,
          probability,
        );
    }
  });
  return { examples: photos.flatMap(({ index }) => examples[index] ?? []), probabilities, outOfFold: true };
}
