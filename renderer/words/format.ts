import { spoken } from './language.svelte.ts';
import type { Language } from './language.svelte.ts';

/** English is American, as the words are. */
const locales: Readonly<Record<Language, string>> = { en: 'en-US', de: 'de', fr: 'fr', es: 'es', ja: 'ja' };

// Making a formatter costs far more than using it.
const formats = new Map<string, Intl.NumberFormat>();
const rules = new Map<Language, Intl.PluralRules>();

/** A number as the spoken language writes it. */
export function numberWords(n: number, options: Intl.NumberFormatOptions = { maximumFractionDigits: 0 }): string {
  const name = `${spoken.language} ${JSON.stringify(options)}`;
  const format = formats.get(name) ?? new Intl.NumberFormat(locales[spoken.language], options);
  formats.set(name, format);
  return format.format(n);
}

/** Which of its forms the spoken language uses for `n` things. */
export function pluralOf(n: number): Intl.LDMLPluralRule {
  const { language } = spoken;
  const rule = rules.get(language) ?? new Intl.PluralRules(locales[language]);
  rules.set(language, rule);
  return rule.select(n);
}

/** Days of English are written as Fovea always has: "28 Nov 2026". */
const dateLocales: Readonly<Record<Language, string>> = { ...locales, en: 'en-GB' };
const dates = new Map<string, Intl.DateTimeFormat>();

/** A moment, in milliseconds since 1970, as the spoken language writes it. */
export function dateWords(ms: number, options: Intl.DateTimeFormatOptions): string {
  const name = `${spoken.language} ${JSON.stringify(options)}`;
  const format = dates.get(name) ?? new Intl.DateTimeFormat(dateLocales[spoken.language], options);
  dates.set(name, format);
  return format.format(ms);
}
