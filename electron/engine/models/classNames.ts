import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GraphFacts, ModelCard } from '../../contract/index.ts';

/** The background of PASCAL VOC counts as one. */
const vocClasses = 21;
const imagenetClasses = 1000;

/**
 * Lists of class names that travel with Fovea, one name per line in output order. Before a name may stand what it is a
 * kind of, from the broadest on: "animal › dog › golden retriever".
 */
export interface ClassLists {
  /** [] where there is no such list. */
  named(list: string): Promise<readonly string[]>;
  /** Of each name what it is a kind of, as "animal › dog"; null where the list does not say. */
  kinds(list: string): Promise<readonly string[] | null>;
}

/** Between a class and what it is a kind of. */
const below = ' › ';

export function classListsIn(builtInDir: string | null): ClassLists {
  const read = new Map<string, Promise<readonly string[]>>();
  const load = async (list: string): Promise<readonly string[]> => {
    if (builtInDir === null || !/^[\w-]+$/.test(list)) return [];
    const text = await readFile(join(builtInDir, 'labels', `${list}.txt`), 'utf8').catch(() => '');
    return linesOf(text);
  };
  const lines = (list: string): Promise<readonly string[]> => {
    const known = read.get(list) ?? load(list);
    read.set(list, known);
    return known;
  };
  return {
    named: async (list) => (await lines(list)).map((line) => line.split(below).at(-1) ?? line),
    async kinds(list) {
      const kinds = (await lines(list)).map((line) => line.split(below).slice(0, -1).join(below));
      return kinds.some((kind) => kind !== '') ? kinds : null;
    },
  };
}

export const linesOf = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

const firstWord = (line: string): string => line.split(',')[0]?.trim().toLowerCase() ?? '';

/**
 * One name per class from lines of synonyms ("tench, Tinca tinca"): the first one. Two classes that share it keep
 * apart by the second one, or by a number.
 */
export function namesFromSynonyms(lines: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const [first = line, second] = line.split(',').map((part) => part.trim());
    const before = seen.get(first) ?? 0;
    seen.set(first, before + 1);
    return before === 0 ? first : `${first} (${second ?? before + 1})`;
  });
}

/**
 * Names from a label file, in Fovea's own words where it is the ImageNet list, so that a class is called the same
 * whichever network found it.
 */
export async function namesFromLines(lines: readonly string[], lists: ClassLists): Promise<readonly string[]> {
  const own = await lists.named('imagenet-1000');
  const agreeing = lines.filter((line, i) => firstWord(line) === (own[i] ?? '').toLowerCase()).length;
  const isImagenet = lines.length === imagenetClasses && agreeing >= imagenetClasses - 10;
  return isImagenet ? own : namesFromSynonyms(lines);
}

/** Fills in the names of a public list where a network has none but as many outputs as the list of its task. */
export async function withPublicNames(card: ModelCard, facts: GraphFacts, lists: ClassLists): Promise<ModelCard> {
  if (card.classNames.length > 0) return card;
  const dims = facts.outputs.find((output) => output.name === card.outputName)?.dims ?? [];
  if (card.task === 'segmentation' && dims[1] === vocClasses)
    return { ...card, classNames: await lists.named('voc-21') };
  if (card.task !== 'classification') return card;
  const own = await lists.named('imagenet-1000');
  if (dims.includes(imagenetClasses)) return { ...card, classNames: own };
  // Networks trained with TensorFlow's lists keep output 0 for "none of these".
  const withBackground = dims.includes(imagenetClasses + 1) && own.length > 0;
  return withBackground ? { ...card, classNames: ['background', ...own] } : card;
}
