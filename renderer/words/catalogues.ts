import en from './en.json';
import type { Language } from './language.svelte.ts';

/** A sentence, or its forms by how many things its {count} says there are. */
export type Entry = string | Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>;
export type Catalogue = Readonly<Record<string, Entry>>;

/**
 * By English sentence; English itself has only those in which one thing is said otherwise. Another language is here once
 * it was spoken: nobody waits for four that are not.
 */
export const catalogues: { en: Catalogue } & Partial<Record<Language, Catalogue>> = { en };

const others: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ default: Catalogue }>>> = {
  de: () => import('./de.json'),
  es: () => import('./es.json'),
  fr: () => import('./fr.json'),
  ja: () => import('./ja.json'),
};

/** Brings the catalogue of a language. */
export async function loadCatalogue(language: Language): Promise<void> {
  if (language !== 'en') catalogues[language] ??= (await others[language]()).default;
}
