import de from './de.json';
import en from './en.json';
import es from './es.json';
import fr from './fr.json';
import ja from './ja.json';
import type { Language } from './language.svelte.ts';

/** A sentence, or its forms by how many things its {count} says there are. */
export type Entry = string | Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>;

/** By English sentence. English itself has only those in which one thing is said otherwise. */
export const catalogues: Readonly<Record<Language, Readonly<Record<string, Entry>>>> = { en, de, fr, es, ja };
