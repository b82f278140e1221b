import type { Settings } from '../../electron/contract/index.ts';
import { loadCatalogue } from './catalogues.ts';
import { languageOf, spoken } from './language.svelte.ts';
import type { Language } from './language.svelte.ts';

let asked: Language = spoken.language;

/** Speaks the language of the settings as soon as its catalogue is here, and says so to screen readers. */
export async function speak(chosen: Settings['language']): Promise<void> {
  const language = languageOf(chosen, navigator.languages);
  asked = language;
  await loadCatalogue(language);
  // Another one may have been chosen meanwhile.
  if (asked !== language) return;
  spoken.language = language;
  document.documentElement.lang = language;
}
