import type { MeasuredAccuracy, Model, Offer } from '../../../electron/contract/index.ts';
import { bytes, count } from '../../ui/index.ts';
import { taskNames } from './shelf.ts';

const oneDecimal = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** 0.7188 → "71.9 %", never broken between lines: accuracies are told apart by tenths. */
export const tenths = (fraction: number): string => `${oneDecimal.format(fraction * 100)}\u00a0%`;

/** 97781232 → "97.8 MB": networks are compared in one unit. */
export const megabytes = (n: number): string => (n < 50_000 ? bytes(n) : `${oneDecimal.format(n / 1e6)} MB`);

/** "first guess right 71.9 %, among the first five 90.6 %". */
export function accuracyWords({ top1, top5 }: MeasuredAccuracy): string {
  const first = `first guess right ${tenths(top1)}`;
  return top5 === null ? first : `${first}, among the first five ${tenths(top5)}`;
}

/** 1000 → "1,000 classes". */
export const classesInWords = (n: number): string => (n === 1 ? '1 class' : `${count(n)} classes`);

/** How many classes a card names. */
export const namesInWords = (named: number): string => (named === 0 ? 'classes without names' : classesInWords(named));

/** The line under a model's name: task, classes, size, licence. */
export function modelLine({ card, bytes: size }: Model): string {
  const classes = card.task === 'classification' ? [namesInWords(card.classNames.length)] : [];
  return [taskNames[card.task], ...classes, megabytes(size), card.licence ?? 'licence not stated'].join(' · ');
}

/** "12.3 of 97.8 MB" for a download that is under way or was cut off. */
export const arrived = (done: number, offer: Offer): string =>
  `${oneDecimal.format(done / 1e6)} of ${oneDecimal.format(offer.bytes / 1e6)} MB`;
