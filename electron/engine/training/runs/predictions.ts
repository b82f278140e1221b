import type { EngineContract, InputOf, Prediction } from '../../../contract/index.ts';
import { labelErrorsIn } from '../../../runner/vision/index.ts';

type Wanted = InputOf<EngineContract['training.predictions']>['of'];

/** Answers of a run that somebody wants to see, in the order they want to see them. */
export function predictionsOf(all: readonly Prediction[], of: Wanted, classes: number): Prediction[] {
  if (of.kind === 'labels') return likelyMislabelled(all, classes);
  const tested = all.filter(({ part }) => part === 'test');
  const wanted =
    of.kind === 'wrong'
      ? tested.filter(({ truth, predicted }) => !truth.includes(predicted))
      : tested.filter(({ truth: [first], predicted }) => first === of.truth && predicted === of.predicted);
  return wanted.sort((a, b) => b.probability - a.probability || (a.path < b.path ? -1 : 1));
}

/** Examples of one class that models which had not learned from them see as another, the likeliest error first. */
function likelyMislabelled(all: readonly Prediction[], classes: number): Prediction[] {
  const judged = all.filter(({ outOfFold, truth }) => outOfFold && truth.length === 1);
  const answers = judged.map(({ truth: [given = 0], truthProbability, predicted, probability }) => ({
    ...{ given, own: truthProbability, suggested: predicted, probability },
  }));
  return labelErrorsIn(answers, classes).flatMap(({ example }) => judged[example] ?? []);
}
