import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { ModelCard } from '../../contract/index.ts';

/** What a file of answers was made with: the one row of its table `run`. */
export const Run = z.object({
  fovea: z.string(),
  model_hash: z.string(),
  model_name: z.string(),
  /** JSON: an array of strings, in the order of the network. */
  class_names: z.string(),
  /** JSON: an array of paths. */
  roots: z.string(),
  /** JSON: an object; whatever else answers depend on. */
  settings: z.string(),
  shard: z.int(),
  shards: z.int(),
  /** Photos of all shards that were found; null: not known yet. */
  found: z.int().nullable(),
  /** 1: every photo of the shard is there. */
  finished: z.int(),
});
export type Run = z.infer<typeof Run>;

/** Photos of every run of the network. On a device the bits of an answer may depend on it, so it is always the same. */
export const batch = 16;

/** Of a card, what answers depend on; its name and its notes may change. */
export const settingsOf = (topK: number, card: ModelCard): string => {
  const { preprocessing, inputName, outputName, outputKind, unknownBelow = null } = card;
  return JSON.stringify({ topK, batch, preprocessing, inputName, outputName, outputKind, unknownBelow });
};

/** What is shown of a long setting. */
const shownLetters = 60;

/** In which two runs differ, as the end of a sentence; null when their answers belong together. */
export function difference(there: Run, here: Run): string | null {
  const [a, b] = [partsOf(there), partsOf(here)];
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const [left = 'nothing', right = 'nothing'] = [a.get(name), b.get(name)];
    if (left !== right)
      return `${name} is ${left.slice(0, shownLetters)} there and ${right.slice(0, shownLetters)} here`;
  }
  return null;
}

function partsOf(run: Run): Map<string, string> {
  const settings = z.record(z.string(), z.unknown()).parse(JSON.parse(run.settings));
  return new Map([
    ['the version of Fovea', run.fovea],
    ['the model', run.model_hash],
    ['the list of classes', run.class_names],
    ['what was named', run.roots],
    ['the number of shards', String(run.shards)],
    ...Object.entries(settings).map(([name, value]) => [`the setting ${name}`, JSON.stringify(value)] as const),
  ]);
}

export function writeRun(database: DatabaseSync, run: Run): void {
  const names = Object.keys(run);
  const holes = names.map(() => '?').join(', ');
  database.prepare(`INSERT INTO run (${names.join(', ')}) VALUES (${holes})`).run(...Object.values(run));
}

export const readRun = (database: DatabaseSync): Run => Run.parse(database.prepare('SELECT * FROM run').get());
