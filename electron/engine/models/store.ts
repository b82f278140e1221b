import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  fail,
  type GraphFacts,
  type Model,
  type ModelCard,
  type ModelFile,
  type Offer,
  type Stop,
} from '../../contract/index.ts';
import { type CatalogueEntry, fullCard, readCatalogue, readManifest } from './catalogue.ts';
import { classListsIn, withPublicNames } from './classNames.ts';
import { download, type DownloadTuning } from './download.ts';
import { externalFilesOf } from './externalFiles.ts';
import { bytesOf, exists, writeProblem } from './files.ts';
import { findModel } from './find.ts';
import { copyHashing } from './hash.ts';
import { type Inspect, readyFolder, type ReadyShelf, type Shelved, type Skipped } from './ready.ts';
import { type Draft, shelfIn } from './shelf.ts';

export interface ModelStoreOptions {
  /** Ours to write. */
  readonly modelsDir: string;
  /** A folder of ready networks, read only; null when none was named. */
  readonly readyDir: string | null;
  /** Fovea's own models folder: manifest.json, catalogue.json, labels; null when the build has none. */
  readonly builtInDir: string | null;
  /** What may be downloaded; by default what catalogue.json in `builtInDir` lists. */
  readonly catalogue?: readonly CatalogueEntry[];
  /** Asks the runner what a network file is. */
  readonly inspect: Inspect;
  /** Asks the runner to try a card; what it throws is why the card does not fit. */
  readonly check: (file: ModelFile) => Promise<void>;
  /** The shelf looks different now. */
  readonly onChange: () => void;
  readonly tuning?: DownloadTuning;
}

/** Bytes done of bytes in all. */
export type Progress = (step: { done: number; total: number }) => void;

/** The networks on this machine, and those that can be fetched. A model is known by the SHA-256 of its .onnx file. */
export interface ModelStore {
  /** By name. */
  list(): Promise<readonly Model[]>;
  /** Files in the folder of ready models that cannot be used, and why. */
  skipped(): Promise<readonly Skipped[]>;
  /** @throws model/unknown, model/none */
  find(hashOrName: string | null): Promise<Shelved>;
  offers(): Promise<readonly Offer[]>;
  /** Copies a network onto the shelf with a guessed card; one that is there already is returned as it is. */
  add(path: string, progress: Progress, stop: Stop): Promise<Model>;
  /** Copies a network that was trained here onto the shelf; one that is there already is returned as it is. */
  addTrained(path: string, card: ModelCard): Promise<Model>;
  facts(hash: string): Promise<GraphFacts>;
  /** @throws model/unknown, and what `check` throws */
  saveCard(hash: string, card: ModelCard): Promise<Model>;
  /** Into the bin; `restore` brings it back. */
  remove(hash: string): Promise<void>;
  restore(hash: string): Promise<void>;
  /** The only thing in Fovea that opens a connection. Stopped or cut off, the next call goes on where it ended. */
  download(hash: string, progress: Progress, stop: Stop): Promise<Model>;
}

export function openModelStore(options: ModelStoreOptions): ModelStore {
  const { modelsDir, readyDir, builtInDir, inspect, onChange } = options;
  const catalogue = options.catalogue ?? readCatalogue(builtInDir);
  const lists = classListsIn(builtInDir);
  const shelf = shelfIn(modelsDir);
  const ready =
    readyDir === null ? null : readyFolder({ folder: readyDir, hashesPath: shelf.hashesPath, inspect, lists });

  return {
    list: async () => (await all()).map(({ model }) => model),
    skipped: async () => (await readReady()).skipped,
    find: async (hashOrName) => findModel(await all(), hashOrName),
    offers,
    add,
    addTrained,
    facts: async (hash) => {
      const { path, model } = await known(hash);
      return (await inspect(path, model.card.name)).facts;
    },
    saveCard,
    async remove(hash) {
      await known(hash);
      await shelf.remove(hash);
      onChange();
    },
    async restore(hash) {
      if (!(await shelf.binned()).has(hash)) fail('model/unknown', { model: hash });
      await shelf.restore(hash);
      onChange();
    },
    download: fetchOffer,
  };

  // ----- what there is

  /** Each network once, by name: ours before the ready one, the ready one before the built-in one. */
  async function all(): Promise<readonly Shelved[]> {
    const [own, { models }, builtIn, binned] = await Promise.all([
      shelf.read(),
      readReady(),
      readBuiltIn(),
      shelf.binned(),
    ]);
    const elsewhere = await Promise.all([...builtIn, ...models].map(corrected));
    const byHash = new Map([...elsewhere, ...own].map((shelved) => [shelved.model.hash, shelved]));
    return [...byHash.values()]
      .filter(({ model }) => !binned.has(model.hash))
      .sort((a, b) => a.model.card.name.localeCompare(b.model.card.name, 'en'));
  }

  async function readReady(): Promise<ReadyShelf> {
    if (ready === null) return { models: [], skipped: [] };
    // Hashes of the folder's files are remembered in ours.
    await mkdir(modelsDir, { recursive: true }).catch(() => undefined);
    return ready.read();
  }

  async function readBuiltIn(): Promise<readonly Shelved[]> {
    const found = readManifest(builtInDir).map(async ({ hash, file, card }): Promise<Shelved | null> => {
      const path = join(builtInDir ?? '', file);
      const bytes = await bytesOf(path);
      return bytes === null
        ? null
        : { path, model: { hash, origin: 'built-in', bytes, card: await fullCard(card, lists) } };
    });
    return (await Promise.all(found)).filter((shelved) => shelved !== null);
  }

  async function corrected(shelved: Shelved): Promise<Shelved> {
    const card = await shelf.correctedCard(shelved.model.hash);
    return card === null ? shelved : { ...shelved, model: { ...shelved.model, card } };
  }

  async function known(hash: string): Promise<Shelved> {
    const found = (await all()).find(({ model }) => model.hash === hash);
    return found ?? fail('model/unknown', { model: hash });
  }

  async function offers(): Promise<readonly Offer[]> {
    const installed = new Set((await all()).map(({ model }) => model.hash));
    return Promise.all(
      catalogue.map(async ({ card: _card, ...entry }) => ({
        ...entry,
        installed: installed.has(entry.hash),
        partialBytes: (await bytesOf(shelf.partialPath(entry.hash))) ?? 0,
      })),
    );
  }

  /** The model of this hash on the shelf, out of the bin if it lies there; null when there is none. */
  async function already(hash: string): Promise<Model | null> {
    if ((await shelf.binned()).has(hash)) {
      await shelf.restore(hash);
      onChange();
    }
    return (await all()).find(({ model }) => model.hash === hash)?.model ?? null;
  }

  // ----- changes

  async function add(path: string, progress: Progress, stop: Stop): Promise<Model> {
    const name = plainName(path);
    const bytes = await bytesOf(path);
    if (bytes === null) return fail('library/path-missing', { path });
    const external = await externalFilesOf(path, basename(path));
    const { card, facts } = await inspect(path, name);
    return drafted(async (draft) => {
      const hash = await copyAll(path, external, draft, progress, stop);
      const there = await already(hash);
      if (there !== null) return there;
      await shelf.place(draft, hash, 'imported', await withPublicNames(card, facts, lists));
      onChange();
      return (await known(hash)).model;
    });
  }

  async function addTrained(path: string, card: ModelCard): Promise<Model> {
    return drafted(async (draft) => {
      const hash = await copyHashing(path, draft.networkPath, { stop: whole, onBytes: () => undefined });
      const there = await already(hash);
      if (there !== null) return there;
      await shelf.place(draft, hash, 'trained', card);
      onChange();
      return (await known(hash)).model;
    });
  }

  /** Copies a network and the files it keeps weights in; returns the network's hash. */
  async function copyAll(
    path: string,
    external: readonly string[],
    draft: Draft,
    progress: Progress,
    stop: Stop,
  ): Promise<string> {
    const folder = dirname(path);
    const total = (
      await Promise.all([path, ...external.map((file) => join(folder, file))].map(bytesOf))
    ).reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
    let done = 0;
    const onBytes = (bytes: number): void => progress({ done: (done += bytes), total });
    const hash = await copyHashing(path, draft.networkPath, { stop, onBytes });
    for (const file of external) {
      await mkdir(dirname(join(draft.folder, file)), { recursive: true });
      await copyHashing(join(folder, file), join(draft.folder, file), { stop, onBytes });
    }
    return hash;
  }

  async function saveCard(hash: string, card: ModelCard): Promise<Model> {
    const { path } = await known(hash);
    await options.check({ path, card });
    await shelf.saveCard(hash, card);
    onChange();
    return (await known(hash)).model;
  }

  async function fetchOffer(hash: string, progress: Progress, stop: Stop): Promise<Model> {
    const entry = catalogue.find((offer) => offer.hash === hash) ?? fail('model/unknown', { model: hash });
    const there = await already(hash);
    if (there !== null) return there;
    const path = shelf.partialPath(hash);
    await mkdir(modelsDir, { recursive: true }).catch((thrown: unknown) => {
      throw writeProblem(thrown, modelsDir);
    });
    await download({ ...entry, path }, { stop, progress }, options.tuning).catch((thrown: unknown) => {
      // The offer says how much of it is here.
      onChange();
      throw thrown;
    });
    return drafted(async (draft) => {
      await rename(path, draft.networkPath);
      await shelf.place(draft, hash, 'downloaded', await fullCard(entry.card, lists));
      onChange();
      return (await known(hash)).model;
    });
  }

  /** Gives `make` an empty draft and clears away what it did not place. */
  async function drafted<T>(make: (draft: Draft) => Promise<T>): Promise<T> {
    const draft = await shelf.draft();
    try {
      return await make(draft);
    } catch (thrown) {
      throw writeProblem(thrown, modelsDir);
    } finally {
      if (await exists(draft.folder)) await shelf.discard(draft);
    }
  }
}

/** For work that is not left half done. */
const whole: Stop = { aborted: false, throwIfAborted: () => undefined };

/** A name for a card from a file's name: what a person can read of it, at most 120 letters. */
function plainName(path: string): string {
  const name = basename(path)
    .replace(/\.onnx$/i, '')
    .replace(/\p{Cc}/gu, ' ')
    .trim();
  return name.slice(0, 120) || 'network';
}
