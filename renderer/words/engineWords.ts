import { catalogues } from './catalogues.ts';
import { factsIn } from './holes.ts';
import type { Facts } from './holes.ts';
import { spoken } from './language.svelte.ts';
import { engineSentences } from './patterns/index.ts';
import { sentenceWith } from './translate.ts';

/**
 * What the engine said of a job or an edit, in the spoken language: its sentences are English and rendered already, so
 * each known one is held against the text. One that is not known stays English.
 */
export function engineWords(text: string): string {
  if (spoken.language === 'en' || text === '') return text;
  return known(text) ?? text;
}

/** Several sentences are known each by itself; so are the parts of one that is not known as a whole. */
const known = (text: string): string | null =>
  inTwo(text, '. ') ?? inWhole(text) ?? inTwo(text, '; ') ?? inTwo(text, ', ');

function inWhole(text: string): string | null {
  const found = recognized(text);
  if (!found) return null;
  const { what } = found.facts;
  const inside = typeof what === 'string' ? { what: engineWords(what) } : {};
  return sentenceWith(found.sentence, { ...found.facts, ...inside });
}

function inTwo(text: string, joint: string): string | null {
  const mark = joint === '. ' ? '.' : '';
  for (let at = text.indexOf(joint); at >= 0; at = text.indexOf(joint, at + 1)) {
    const first = inWhole(text.slice(0, at) + mark);
    const rest = first === null ? null : known(text.slice(at + joint.length));
    if (first !== null && rest !== null) return first + joint.slice(mark.length) + rest;
  }
  return null;
}

interface Recognized {
  readonly sentence: string;
  readonly facts: Facts;
}

const seen = new Map<string, Recognized | null>();

function recognized(text: string): Recognized | null {
  const before = seen.get(text);
  if (before !== undefined) return before;
  if (seen.size > 500) seen.clear(); // names of photos and classes make ever new ones
  const found = search(text);
  seen.set(text, found);
  return found;
}

function search(text: string): Recognized | null {
  for (const sentence of engineSentences) {
    const facts = factsIn(sentence, text);
    if (facts) return { sentence, facts: counting(facts) };
    const single = singleOf(sentence);
    const ofOne = single === undefined ? null : factsIn(single, text);
    if (ofOne) return { sentence, facts: { ...ofOne, count: 1 } };
  }
  return null;
}

function singleOf(sentence: string): string | undefined {
  const entry = catalogues.en[sentence];
  return typeof entry === 'object' ? entry.one : undefined;
}

/** Facts with the number in `count` as a number, by which languages choose a form. */
export function counting(facts: Readonly<Record<string, string>>): Facts {
  const { count } = facts;
  return count === undefined ? facts : { ...facts, count: Number(count.replaceAll(',', '')) };
}
