import type { Report } from '../../../../electron/contract/index.ts';
import { tenths } from '../words.ts';
import { pointWords } from './noise.ts';

/** Whether probabilities are to be believed, in a sentence or two. */
export function calibrationWords({ bins, error }: Report['calibration']): string {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return 'There were no answers to judge its probabilities by.';
  const over = bins.reduce((sum, { probability, right, count }) => sum + (probability - right) * count, 0) / all;
  const by = `On average they are ${pointWords(error).replace('+', '')} away from how often it is right.`;
  if (error < 0.03) return `Its probabilities may be taken at their word. ${by}`;
  const way = over > 0 ? 'surer than it is right' : 'right more often than it is sure';
  return error < 0.08
    ? `Its probabilities are roughly right: it is ${way}. ${by}`
    : `Its probabilities are not to be taken at their word: it is ${way}. ${by}`;
}

/** What is left when unsure answers are held back. */
export function unknownWords(unknown: Report['unknown'], accuracy: number): string {
  if (!unknown) return 'It always answers with a class, however unsure it is.';
  const { below, answered, right } = unknown;
  return `Below ${tenths(below)} it answers “unknown”. So it answers ${tenths(answered)} of the photos, and ${tenths(right)} of those answers are right; answering all of them, ${tenths(accuracy)} would be.`;
}
