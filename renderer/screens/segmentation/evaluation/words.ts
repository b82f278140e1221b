import { numberWords, t } from '../../../words/index.ts';

const oneDecimal = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

/** 0.4712 → "47.1 %", never broken between lines; a dash where there was nothing to count. */
export const shareWords = (share: number | null): string =>
  share === null ? '–' : t('{number} %', { number: numberWords(100 * share, oneDecimal) }).replace(' ', '\u00a0');

/** "coast/a.jpg": enough to tell photos apart. */
export const shortPath = (path: string): string => path.split(/[/\\]/).slice(-2).join('/');
