import type { EvidenceMap, Measured } from '../../../electron/contract/index.ts';
import { percent } from '../../ui/index.ts';
import { intervalWords, tenths } from '../training/words.ts';

/** "61.2 % (57.0 to 65.3 %)". */
export const measuredWords = (measured: Measured): string => `${tenths(measured.value)} (${intervalWords(measured)})`;

/** "a.jpg" of "/photos/lange/a.jpg": where whose it is stands above already. */
export const fileName = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** "28 Nov 2026". */
export const dayWords = (ms: number): string => day.format(ms);

/**
 * What is left of a score without the places that speak most for it, against as many that are drawn. Only a score above 0
 * speaks for somebody, so only of such a one there is a share.
 */
export function evidenceWords({ score, withoutTop, withoutDrawn }: EvidenceMap): string {
  const left = (rest: number): string =>
    score > 0 ? `${percent(Math.max(0, rest / score))} of the score is left` : `the score is ${rest.toFixed(2)}`;
  return `Without the tenth of the photo that speaks most for them ${left(withoutTop)}; without a drawn tenth ${left(withoutDrawn)}.`;
}

/** Whether the places that a map shows matter more than drawn ones. */
export const isBelievable = ({ withoutTop, withoutDrawn }: EvidenceMap): boolean => withoutTop < withoutDrawn;

/** The key that answers with each photographer in the game: digits, then letters. */
export const guessKeys: readonly string[] = Array.from('123456789abcdefghijklmopqrstuvwxyz');
