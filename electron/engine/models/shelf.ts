import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ModelCard, ModelOrigin, Sha256 } from '../../contract/index.ts';
import { bytesOf, exists, readJson, writeJson, writeProblem } from './files.ts';
import type { Shelved } from './ready.ts';

// The folder that Fovea owns:
//   <hash>/model.onnx, card.json, origin.json   a model; the .onnx is the published file, byte for byte
//   cards/<hash>.json                           a corrected card of a model that lies in a folder we may not write
//   bin/<hash>/                                 removed, restorable; empty for a model that lies elsewhere
//   <hash>.part                                 what an interrupted download left
//   .incoming-*/                                a model being put together

const Origin = z.object({ origin: ModelOrigin });
const incoming = '.incoming-';
const abandonedMs = 24 * 3600 * 1000;

export type Shelf = ReturnType<typeof shelfIn>;

/** A model being put together: invisible until it is placed whole. */
export interface Draft {
  readonly folder: string;
  readonly networkPath: string;
}

export function shelfIn(folder: string) {
  const folderOf = (hash: string): string => join(folder, hash);
  const binOf = (hash: string): string => join(folder, 'bin', hash);
  const networkOf = (hash: string): string => join(folderOf(hash), 'model.onnx');
  const elsewhereCard = (hash: string): string => join(folder, 'cards', `${hash}.json`);

  return {
    partialPath: (hash: string): string => join(folder, `${hash}.part`),
    hashesPath: join(folder, 'ready-hashes.json'),

    /** The models in this folder; one whose files are incomplete is not among them. */
    async read(): Promise<readonly Shelved[]> {
      const names = await readdir(folder).catch(() => []);
      const found = await Promise.all(names.filter((name) => Sha256.safeParse(name).success).map(owned));
      return found.filter((shelved) => shelved !== null);
    },

    one: owned,

    /** A correction a person made to a model that lies elsewhere. */
    correctedCard: (hash: string): Promise<ModelCard | null> => readJson(elsewhereCard(hash), ModelCard),

    async saveCard(hash: string, card: ModelCard): Promise<void> {
      const isOwn = await exists(networkOf(hash));
      if (!isOwn) await makeFolder(join(folder, 'cards'));
      await writeJson(isOwn ? join(folderOf(hash), 'card.json') : elsewhereCard(hash), card);
    },

    /** Hashes in the bin. */
    async binned(): Promise<ReadonlySet<string>> {
      return new Set(await readdir(join(folder, 'bin')).catch(() => []));
    },

    /** Moves a model into the bin; one that lies elsewhere is only marked there. */
    async remove(hash: string): Promise<void> {
      await makeFolder(join(folder, 'bin'));
      if (!(await exists(networkOf(hash)))) return makeFolder(binOf(hash));
      await rm(binOf(hash), { recursive: true, force: true });
      await rename(folderOf(hash), binOf(hash));
    },

    /** Takes a model out of the bin. */
    async restore(hash: string): Promise<void> {
      const isOwn = await exists(join(binOf(hash), 'model.onnx'));
      if (isOwn && !(await exists(networkOf(hash)))) await rename(binOf(hash), folderOf(hash));
      else await rm(binOf(hash), { recursive: true, force: true });
    },

    async draft(): Promise<Draft> {
      await makeFolder(folder);
      await sweepAbandoned();
      const made = await mkdtemp(join(folder, incoming)).catch((thrown: unknown) => {
        throw writeProblem(thrown, folder);
      });
      return { folder: made, networkPath: join(made, 'model.onnx') };
    },

    /** Puts a finished draft on the shelf in one step, in the place of one that is not whole. */
    async place(draft: Draft, hash: string, origin: ModelOrigin, card: ModelCard): Promise<void> {
      await writeJson(join(draft.folder, 'card.json'), card);
      await writeJson(join(draft.folder, 'origin.json'), { origin });
      if ((await owned(hash)) === null) await rm(folderOf(hash), { recursive: true, force: true });
      try {
        await rename(draft.folder, folderOf(hash));
      } catch (thrown) {
        // Somebody else put the same network there a moment ago: theirs is as good.
        if ((await owned(hash)) === null) throw thrown;
      }
    },

    discard: (draft: Draft): Promise<void> => rm(draft.folder, { recursive: true, force: true }),
  };

  async function owned(hash: string): Promise<Shelved | null> {
    const path = networkOf(hash);
    const bytes = await bytesOf(path);
    const card = await readJson(join(folderOf(hash), 'card.json'), ModelCard);
    const origin = await readJson(join(folderOf(hash), 'origin.json'), Origin);
    if (bytes === null || card === null) return null;
    return { path, model: { hash, origin: origin?.origin ?? 'imported', bytes, card } };
  }

  async function makeFolder(path: string): Promise<void> {
    await mkdir(path, { recursive: true }).catch((thrown: unknown) => {
      throw writeProblem(thrown, path);
    });
  }

  /** A crash in mid-copy leaves a draft; after a day nobody is working on it any more. */
  async function sweepAbandoned(): Promise<void> {
    const drafts = (await readdir(folder)).filter((name) => name.startsWith(incoming));
    for (const name of drafts) {
      const path = join(folder, name);
      const age = Date.now() - ((await stat(path).catch(() => null))?.mtimeMs ?? Date.now());
      if (age > abandonedMs) await rm(path, { recursive: true, force: true });
    }
  }
}
