import { fail } from '../../contract/index.ts';
import type { Shelved } from './ready.ts';

const shortestPrefix = 8;

/**
 * The model that a person means: a hash or at least eight digits of one, a name, or a name in other letters or with
 * ".onnx" at its end. null means "whichever is best": of the general classifiers the one with the highest stated accuracy,
 * the built-in one only where there is no other.
 *
 * @throws model/none     nothing was named and there is no classifier
 * @throws model/unknown  nothing, or more than one model, goes by that name
 */
export function findModel(models: readonly Shelved[], wanted: string | null): Shelved {
  if (wanted === null) return bestClassifier(models) ?? fail('model/none', {});
  const looseName = plain(wanted);
  return (
    models.find(({ model }) => model.hash === wanted.toLowerCase()) ??
    only(models.filter(({ model }) => isPrefix(wanted) && model.hash.startsWith(wanted.toLowerCase()))) ??
    models.find(({ model }) => model.card.name === wanted) ??
    models.find(({ model }) => plain(model.card.name) === looseName) ??
    fail('model/unknown', { model: wanted })
  );
}

const isPrefix = (text: string): boolean => text.length >= shortestPrefix && /^[0-9a-f]+$/i.test(text);

const plain = (name: string): string => name.toLowerCase().replace(/\.onnx$/, '');

const only = (models: readonly Shelved[]): Shelved | undefined => (models.length === 1 ? models[0] : undefined);

/**
 * What a person brought or fetched goes before what came with Fovea; what was trained here knows a few classes of one
 * person's, so that its accuracy on those is no match for a general one's.
 */
function bestClassifier(models: readonly Shelved[]): Shelved | undefined {
  const accuracy = ({ model }: Shelved): number => model.card.accuracy?.top1 ?? 0;
  const rank = ({ model }: Shelved): number => (model.origin === 'trained' ? 2 : Number(model.origin === 'built-in'));
  return models
    .filter(({ model }) => model.card.task === 'classification')
    .toSorted((a, b) => rank(a) - rank(b) || accuracy(b) - accuracy(a))[0];
}
