import type { EvidenceMap, Measured } from '../../../electron/contract/index.ts';
import { percent } from '../../ui/index.ts';
import { dateWords, numberWords, t } from '../../words/index.ts';
import { intervalWords, tenths } from '../training/words.ts';

/** "61.2 % (57.0 to 65.3 %)". */
export const measuredWords = (measured: Measured): string => `${tenths(measured.value)} (${intervalWords(measured)})`;

/** "a.jpg" of "/photos/lange/a.jpg": where whose it is stands above already. */
export const fileName = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;

/** "28 Nov 2026". */
export const dayWords = (ms: number): string => dateWords(ms, { day: 'numeric', month: 'short', year: 'numeric' });

/**
 * What is left of a score without the places that speak most for it, against as many that are drawn. Only a score above 0
 * speaks for somebody, so only of such a one there is a share.
 */
export function evidenceWords({ score, withoutTop, withoutDrawn }: EvidenceMap): string {
  const left = (rest: number): string => percent(Math.max(0, rest / score));
  if (score > 0)
    return t(
      'Without the tenth of the photo that speaks most for them {top} of the score is left; without a drawn tenth {drawn} of the score is left.',
      { top: left(withoutTop), drawn: left(withoutDrawn) },
    );
  const hundredths = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return t(
    'Without the tenth of the photo that speaks most for them the score is {top}; without a drawn tenth the score is {drawn}.',
    { top: numberWords(withoutTop, hundredths), drawn: numberWords(withoutDrawn, hundredths) },
  );
}

/** Whether the places that a map shows matter more than drawn ones. */
export const isBelievable = ({ withoutTop, withoutDrawn }: EvidenceMap): boolean => withoutTop < withoutDrawn;

/** The key that answers with each photographer in the game: digits, then letters. */
export const guessKeys: readonly string[] = Array.from('123456789abcdefghijklmopqrstuvwxyz');
