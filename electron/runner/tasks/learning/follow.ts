import type { Example, RunProgress } from '../../../contract/index.ts';
import type { Judged, TrainingHooks } from '../../training/index.ts';
import type { Work } from './work.ts';

/** Mistakes shown while training. */
const mostShown = 12;

/** Passes on how training goes. */
export function followed(work: Work, examples: readonly Example[], holdout: readonly number[]): TrainingHooks {
  const { tell, turn, stop, finishAsked, plan } = work;
  return {
    ...{ turn, stop, finishAsked },
    onPhase: (phase, message) => tell.phase(phase, 0, message),
    onStep: ({ loss, done, total, examplesPerSecond }) => tell.step(loss, done, total, examplesPerSecond),
    onEpoch(record, judged) {
      tell.epoch(
        record,
        judged === null || plan.multiLabel ? [] : wrongNow(judged, examples, holdout, plan.classNames),
      );
    },
  };
}

/** Hold-out examples that are answered wrongly, the most certain mistake first. */
function wrongNow(
  { probabilities }: Judged,
  examples: readonly Example[],
  holdout: readonly number[],
  classNames: readonly string[],
): RunProgress['wrongNow'] {
  const classes = classNames.length;
  if (probabilities.length !== holdout.length * classes) return [];
  return holdout
    .flatMap((index, row) => {
      const example = examples[index];
      const own = probabilities.subarray(row * classes, (row + 1) * classes);
      const predicted = own.indexOf(own.reduce((a, b) => Math.max(a, b), -Infinity));
      const truth = example?.classIndices[0] ?? predicted;
      if (!example || predicted === truth) return [];
      return [{ path: example.path, truth, predicted, probability: own[predicted] ?? 0 }];
    })
    .sort((a, b) => b.probability - a.probability)
    .slice(0, mostShown)
    .map(({ path, truth, predicted }) => ({
      path,
      truth: classNames[truth] ?? '',
      predicted: classNames[predicted] ?? '',
    }));
}
