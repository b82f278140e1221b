import { catalogue } from '../../electron/contract/index.ts';
import { counting, engineWords } from './engineWords.ts';
import { factsIn } from './holes.ts';
import { spoken } from './language.svelte.ts';
import { sentenceWith } from './translate.ts';

/** What went wrong and what to do, as a person reads it. */
interface ProblemWords {
  readonly message: string;
  readonly remedy: string;
}

const known: Readonly<Record<string, { readonly sentence: string; readonly remedy: string }>> = catalogue;

/**
 * A problem in the spoken language. The engine writes errors in English: the facts are found again by holding its
 * template against the message. A code that is not in the catalogue, and a message that is not of its template, stay as
 * they are.
 */
export function problemWords<P extends ProblemWords & { readonly code?: string }>(problem: P): P {
  const entry = spoken.language === 'en' ? undefined : known[problem.code ?? ''];
  if (!entry) return problem;
  return { ...problem, message: again(entry.sentence, problem.message), remedy: again(entry.remedy, problem.remedy) };
}

function again(template: string, text: string): string {
  const facts = factsIn(template, text);
  if (facts === null) return text;
  const reason = facts['reason'];
  const inside = reason === undefined ? {} : { reason: engineWords(reason) };
  return sentenceWith(template, { ...counting(facts), ...inside });
}
