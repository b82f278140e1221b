import type { Report } from '../../../../electron/contract/index.ts';
import { t } from '../../../words/index.ts';
import { tenths } from '../words.ts';
import { pointWords } from './noise.ts';

/** Whether probabilities are to be believed, in a sentence or two. */
export function calibrationWords({ bins, error }: Report['calibration']): string {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return t('There were no answers to judge its probabilities by.');
  const over = bins.reduce((sum, { probability, right, count }) => sum + (probability - right) * count, 0) / all;
  const points = pointWords(error).replace('+', '');
  return `${verdict(error, over > 0)} ${t('On average they are {points} away from how often it is right.', { points })}`;
}

function verdict(error: number, surer: boolean): string {
  if (error < 0.03) return t('Its probabilities may be taken at their word.');
  if (error < 0.08)
    return surer
      ? t('Its probabilities are roughly right: it is surer than it is right.')
      : t('Its probabilities are roughly right: it is right more often than it is sure.');
  return surer
    ? t('Its probabilities are not to be taken at their word: it is surer than it is right.')
    : t('Its probabilities are not to be taken at their word: it is right more often than it is sure.');
}

/** What is left when unsure answers are held back. */
export function unknownWords(unknown: Report['unknown'], accuracy: number): string {
  if (!unknown) return t('It always answers with a class, however unsure it is.');
  const { below, answered, right } = unknown;
  return t(
    'Below {below} it answers “unknown”. So it answers {answered} of the photos, and {right} of those answers are right; answering all of them, {accuracy} would be.',
    { below: tenths(below), answered: tenths(answered), right: tenths(right), accuracy: tenths(accuracy) },
  );
}
