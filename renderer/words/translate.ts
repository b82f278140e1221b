import { catalogues } from './catalogues.ts';
import type { Entry } from './catalogues.ts';
import { numberWords, pluralOf } from './format.ts';
import { filled } from './holes.ts';
import type { Facts, Holes } from './holes.ts';
import { spoken } from './language.svelte.ts';

/** Facts for a sentence with holes, nothing for one without. */
type FactsOf<T extends string> = [Holes<T>] extends [never] ? [] : [facts: Readonly<Record<Holes<T>, string | number>>];

/**
 * A sentence of the window in the language that is spoken, its holes filled. `count` is the hole by which a sentence
 * changes with the number of things. A sentence that is not in the catalogue stays English.
 */
export const t = <T extends string>(sentence: T, ...[facts]: FactsOf<T>): string => sentenceWith(sentence, facts);

/** The same for a sentence that was found, and not written here. */
export const sentenceWith = (sentence: string, facts: Facts = {}): string =>
  filled(formOf(catalogues[spoken.language]?.[sentence] ?? sentence, sentence, facts), facts, (n) => numberWords(n));

/** Marks a sentence that `t` says later, so that the catalogues are asked for it. */
export const phrase = <T extends string>(sentence: T): T => sentence;

function formOf(entry: Entry, sentence: string, { count }: Facts): string {
  if (typeof entry === 'string') return entry;
  const form = typeof count === 'number' ? entry[pluralOf(count)] : undefined;
  return form ?? entry.other ?? sentence;
}
