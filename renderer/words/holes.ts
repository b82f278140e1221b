/** The names of the {holes} in a sentence. */
export type Holes<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Holes<Rest> : never;

/** What fills holes: numbers are written as the language writes them, text stays as it is. */
export type Facts = Readonly<Record<string, string | number>>;

const hole = /\{(\w+)\}/g;

/** A sentence with its holes filled; a hole without a fact stays. */
export const filled = (sentence: string, facts: Facts, numberWords: (n: number) => string): string =>
  sentence.replace(hole, (empty, name: string) => {
    const fact = facts[name];
    return typeof fact === 'number' ? numberWords(fact) : (fact ?? empty);
  });

/** The names of the holes of a sentence, in its order. */
export const holesOf = (sentence: string): string[] => [...sentence.matchAll(hole)].map(([, name = '']) => name);

/**
 * What filled the holes of a sentence: the other way round than `filled`. Where two holes meet without a word between
 * them the first is as short as can be.
 *
 * @returns null where the text is not that sentence
 */
export function factsIn(sentence: string, text: string): Readonly<Record<string, string>> | null {
  const found = patternOf(sentence).exec(text);
  if (!found) return null;
  return Object.fromEntries(holesOf(sentence).map((name, i) => [name, found[i + 1] ?? '']));
}

const patterns = new Map<string, RegExp>();

function patternOf(sentence: string): RegExp {
  const known = patterns.get(sentence);
  if (known) return known;
  const escaped = sentence.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  const made = new RegExp(`^${escaped.replace(hole, (_, name: string) => (name === 'count' ? number : anything))}$`);
  patterns.set(sentence, made);
  return made;
}

const number = '(\\d[\\d,]*)';
const anything = '([\\s\\S]*?)';
