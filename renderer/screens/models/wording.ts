import type { MeasuredAccuracy, Model, Offer } from '../../../electron/contract/index.ts';
import { bytes } from '../../ui/index.ts';
import { numberWords, t } from '../../words/index.ts';
import { taskNames } from './shelf.ts';

const oneDecimal = (n: number): string => numberWords(n, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** 0.7188 → "71.9 %", never broken between lines: accuracies are told apart by tenths. */
export const tenths = (fraction: number): string =>
  t('{number} %', { number: oneDecimal(fraction * 100) }).replace(' ', '\u00a0');

/** 97781232 → "97.8 MB": networks are compared in one unit. */
export const megabytes = (n: number): string =>
  n < 50_000 ? bytes(n) : t('{number} MB', { number: oneDecimal(n / 1e6) });

/** "first guess right 71.9 %, among the first five 90.6 %". */
export function accuracyWords({ top1, top5 }: MeasuredAccuracy): string {
  const share = tenths(top1);
  if (top5 === null) return t('first guess right {share}', { share });
  return t('first guess right {share}, among the first five {inFive}', { share, inFive: tenths(top5) });
}

/** 1000 → "1,000 classes". */
export const classesInWords = (n: number): string => t('{count} classes', { count: n });

/** How many classes a card names. */
export const namesInWords = (named: number): string =>
  named === 0 ? t('classes without names') : classesInWords(named);

/** The line under a model's name: task, classes, size, licence. */
export function modelLine({ card, bytes: size }: Model): string {
  const classes = card.task === 'classification' ? [namesInWords(card.classNames.length)] : [];
  return [t(taskNames[card.task]), ...classes, megabytes(size), card.licence ?? t('licence not stated')].join(' · ');
}

/** "12.3 of 97.8 MB" for a download that is under way or was cut off. */
export const arrived = (done: number, offer: Offer): string =>
  t('{done} of {total} MB', { done: oneDecimal(done / 1e6), total: oneDecimal(offer.bytes / 1e6) });
