import type { Settings } from '../../electron/contract/index.ts';

/** What the window can speak. English is written in the source; the others are catalogues beside this file. */
export const languages = ['en', 'de', 'fr', 'es', 'ja'] as const;
export type Language = (typeof languages)[number];

/** A setting's language: the one that was chosen, or the first of the system's that Fovea speaks; else English. */
export function languageOf(chosen: Settings['language'], ofSystem: readonly string[]): Language {
  if (chosen !== 'system') return chosen;
  const known = ofSystem.map((tag) => languages.find((language) => language === tag.toLowerCase().split('-')[0]));
  return known.find((language) => language !== undefined) ?? 'en';
}

/** What the window speaks now: whoever reads it is asked again when it changes. */
class Spoken {
  language = $state<Language>('en');
}

export const spoken = new Spoken();
