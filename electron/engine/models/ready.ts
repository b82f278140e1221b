import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import {
  failure,
  type GraphFacts,
  type Model,
  type ModelCard,
  type Problem,
  problemOf,
  Sha256,
} from '../../contract/index.ts';
import { type ClassLists, withPublicNames } from './classNames.ts';
import { readJson, writeJson } from './files.ts';
import { hashFile } from './hash.ts';
import { readSidecar } from './sidecar.ts';

/** Asks the runner what a network file is; `name` becomes the guessed card's name. */
export type Inspect = (path: string, name: string) => Promise<{ facts: GraphFacts; card: ModelCard }>;

/** A model on the shelf and the file it is run from. */
export interface Shelved {
  readonly model: Model;
  readonly path: string;
}

/** A file in the folder of ready models that cannot be used, and why. */
export interface Skipped {
  readonly path: string;
  readonly problem: Problem;
}

export interface ReadyShelf {
  readonly models: readonly Shelved[];
  readonly skipped: readonly Skipped[];
}

const KnownHashes = z.record(z.string(), z.object({ hash: Sha256, modifiedMs: z.number(), bytes: z.int() }));
type KnownHashes = z.infer<typeof KnownHashes>;

export interface ReadyOptions {
  readonly folder: string;
  /** Where hashes of files that have not changed are remembered. */
  readonly hashesPath: string;
  readonly inspect: Inspect;
  readonly lists: ClassLists;
}

/** A folder of ready networks, read only. One broken file in it is reported and does not hide the others. */
export function readyFolder({ folder, hashesPath, inspect, lists }: ReadyOptions): { read(): Promise<ReadyShelf> } {
  /** Guesses by hash, so that a network without a sidecar is loaded once, not at every look. */
  const guesses = new Map<string, ModelCard>();

  return { read };

  async function read(): Promise<ReadyShelf> {
    const names = await readdir(folder).catch(() => []);
    const known = (await readJson(hashesPath, KnownHashes)) ?? {};
    const current: KnownHashes = {};
    const models: Shelved[] = [];
    const skipped: Skipped[] = [];
    for (const name of names.filter((n) => n.toLowerCase().endsWith('.onnx')).sort()) {
      const path = join(folder, name);
      try {
        models.push(await shelved(path, known, current));
      } catch (thrown) {
        skipped.push({ path, problem: problemOf(thrown) });
      }
    }
    await remember(known, current);
    return { models, skipped };
  }

  async function shelved(path: string, known: KnownHashes, current: KnownHashes): Promise<Shelved> {
    const { size: bytes, mtimeMs: modifiedMs } = await stat(path);
    const before = known[path];
    const unchanged = before?.modifiedMs === modifiedMs && before.bytes === bytes;
    const hash = unchanged ? before.hash : await hashFile(path);
    current[path] = { hash, modifiedMs, bytes };
    return { path, model: { hash, origin: 'ready', bytes, card: await cardOf(path, hash) } };
  }

  async function cardOf(path: string, hash: string): Promise<ModelCard> {
    const sidecar = await readSidecar(path.replace(/\.onnx$/i, '.json'), lists);
    if (sidecar === null) return guess(path, hash);
    if (sidecar.hash === null || sidecar.hash === hash) return sidecar.card;
    throw failure('model/not-onnx', {
      file: basename(path),
      reason: 'its bytes are not those its description states.',
    });
  }

  async function guess(path: string, hash: string): Promise<ModelCard> {
    const before = guesses.get(hash);
    if (before) return before;
    const { card, facts } = await inspect(path, basename(path).replace(/\.onnx$/i, ''));
    const named = await withPublicNames(card, facts, lists);
    guesses.set(hash, named);
    return named;
  }

  async function remember(known: KnownHashes, current: KnownHashes): Promise<void> {
    if (JSON.stringify(known) === JSON.stringify(current)) return;
    // Only a shortcut: where it cannot be kept, the files are hashed again next time.
    await writeJson(hashesPath, current).catch(() => undefined);
  }
}
