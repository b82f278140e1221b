import type { Attribution, EngineContract, InputOf } from '../../../contract/index.ts';
import { labelErrorsIn } from '../../../runner/vision/index.ts';

type Wanted = InputOf<EngineContract['photographers.answers']>['which'];

/** Answers to photos of a collection that somebody wants to see, in the order they want to see them. */
export function answersOf(all: readonly Attribution[], which: Wanted): Attribution[] {
  switch (which.kind) {
    case 'strays':
      return strays(all);
    case 'cell': {
      const { truth, answer } = which;
      return surestFirst(
        all.filter((one) => one.classIndex === truth && answerOf(one) === answer),
        answer,
      );
    }
    case 'of':
      return surestFirst(
        all.filter(({ classIndex }) => classIndex === which.classIndex),
        which.classIndex,
      );
  }
}

/** The most probable photographer; the first of equals. */
export const answerOf = ({ probabilities }: Pick<Attribution, 'probabilities'>): number =>
  probabilities.reduce((best, own, index) => (own > (probabilities[best] ?? 0) ? index : best), 0);

/** By the probability of one photographer. */
export const surestFirst = (answers: readonly Attribution[], classIndex: number): Attribution[] =>
  answers.toSorted(
    (a, b) => (b.probabilities[classIndex] ?? 0) - (a.probabilities[classIndex] ?? 0) || (a.path < b.path ? -1 : 1),
  );

/** Photos that machines which did not know their shoot take for somebody else's, the likeliest first. */
function strays(all: readonly Attribution[]): Attribution[] {
  const classes = all[0]?.probabilities.length ?? 0;
  const judged = all.map((one) => {
    const suggested = answerOf(one);
    const of = (index: number): number => one.probabilities[index] ?? 0;
    return { given: one.classIndex, own: of(one.classIndex), suggested, probability: of(suggested) };
  });
  return labelErrorsIn(judged, classes).flatMap(({ example }) => all[example] ?? []);
}
