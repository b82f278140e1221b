import { catalogue } from '../../electron/contract/index.ts';
import { counting, engineWords } from './engineWords.ts';
import { factsIn } from './holes.ts';
import { spoken } from './language.svelte.ts';
import { sentenceWith } from './translate.ts';

/** What went wrong and what to do, as a person reads it. */
export interface ProblemWords {
  readonly message: string;
  readonly remedy: string;
}

type Entry = ProblemWords & { readonly sentence: string };
const known: Readonly<Record<string, Omit<Entry, 'message'>>> = catalogue;

/**
 * A problem in the spoken language. The engine writes errors in English: the facts are found again by holding its
 * template against the message. A code that is not in the catalogue, and a message that is not of its template, stay as
 * they are.
 */
export function problemWords(problem: ProblemWords & { readonly code?: string }): ProblemWords {
  const entry = spoken.language === 'en' ? undefined : known[problem.code ?? ''];
  if (!entry) return problem;
  return { message: again(entry.sentence, problem.message), remedy: again(entry.remedy, problem.remedy) };
}

function again(template: string, text: string): string {
  const facts = factsIn(template, text);
  if (facts === null) return text;
  const reason = facts['reason'];
  const inside = reason === undefined ? {} : { reason: engineWords(reason) };
  return sentenceWith(template, { ...counting(facts), ...inside });
}
