import { problemOf } from '../../electron/contract/index.ts';
import type { ExampleSource, Grant, JobId, JobRecord, Problem, Sha256 } from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import type { Models } from './models.svelte.ts';
import { CollectionView, type Collection } from './photographers/collection.svelte.ts';
import { CollectionDraft } from './photographers/draft.svelte.ts';
import type { Training } from './training.svelte.ts';

/** Photographers that are being learned. */
interface Learning {
  readonly job: JobId;
  readonly name: string;
}

/** What lies in the bin. */
interface RemovedCollection {
  readonly model: Sha256;
  readonly name: string;
}

/** Who takes which photos: the collections that were learned, the one that is looked at, and the next one. */
export class Photographers {
  readonly #engine: Engine;
  readonly #training: Training;
  readonly draft: CollectionDraft;

  /** Newest first. */
  all = $state.raw<readonly Collection[]>([]);
  /** The engine has said which there are. */
  loaded = $state(false);
  /** The collection that is looked at; null: a new one is being prepared. */
  open = $state.raw<CollectionView | null>(null);
  removed = $state.raw<RemovedCollection | null>(null);
  /** A gesture of the list that failed. */
  problem = $state.raw<Problem | null>(null);
  learning = $state.raw<Learning | null>(null);
  /** Why the last learning failed. */
  learningProblem = $state.raw<Problem | null>(null);

  /** A person has chosen what to look at. */
  #touched = false;

  constructor(engine: Engine, models: Models, training: Training) {
    this.#engine = engine;
    this.#training = training;
    this.draft = new CollectionDraft(models, training);
    engine.on('photographers.changed', () => void this.load());
    engine.on('jobs.changed', (job) => void this.#follow(job));
    // A photo that was asked about may have come into the library.
    engine.on('library.changed', ({ photos }) => {
      if (photos === null) void this.open?.who.findFile();
    });
  }

  async load(): Promise<void> {
    await this.#attempt(async () => {
      this.all = await this.#engine.ask('photographers.list', undefined);
      this.loaded = true;
      const { open } = this;
      if (open && !this.all.some(({ model }) => model === open.collection.model)) this.#look(null);
      if (!this.open && !this.#touched) this.#look(this.all[0] ?? null);
    });
  }

  show(collection: Collection): void {
    this.#touched = true;
    if (this.open?.collection.model !== collection.model) this.#look(collection);
  }

  /** Shows the page of the next collection. */
  prepare(): void {
    this.#touched = true;
    this.#look(null);
  }

  /** Makes a set of photos by photographer; its files are looked at behind it. */
  async openSource(source: ExampleSource): Promise<void> {
    this.prepare();
    await this.#training.open(source);
    if (!this.#training.problem) this.draft.datasetId = this.#training.datasetId;
  }

  /** Takes what was dropped: a photo to be asked about where a collection is open, folders of photographers else. */
  async take(grants: readonly Grant[]): Promise<void> {
    const [first] = grants;
    if (!first) return;
    if (!this.open) return this.openSource({ kind: 'folders', grants: grants.map(({ id }) => id) });
    this.open.tab = 'who';
    await this.open.who.askFile(first);
  }

  /** Queues learning. */
  async learn(): Promise<void> {
    const { dataset, model, settings, name } = this.draft;
    if (!dataset || !model || name.trim() === '') return;
    this.learningProblem = null;
    try {
      const asked = { dataset: dataset.id, model: model.hash, settings, name: name.trim() };
      const { job } = await this.#engine.ask('photographers.learn', asked);
      this.learning = { job, name: name.trim() };
    } catch (thrown) {
      this.learningProblem = problemOf(thrown);
    }
  }

  /** Puts a collection into the bin, its network with it; its photos stay. */
  async forget({ model, name }: Collection): Promise<void> {
    await this.#attempt(async () => {
      await this.#engine.ask('photographers.forget', { model });
      this.removed = { model, name };
      await this.load();
    });
  }

  /** Takes what was removed last out of the bin. */
  async undoForget(): Promise<void> {
    const { removed } = this;
    if (!removed) return;
    await this.#attempt(async () => {
      await this.#engine.ask('photographers.restore', { model: removed.model });
      this.removed = null;
      await this.load();
    });
  }

  #look(collection: Collection | null): void {
    this.open?.close();
    this.open = collection ? new CollectionView(this.#engine, collection) : null;
  }

  async #follow(job: JobRecord): Promise<void> {
    if (job.id !== this.learning?.job) return;
    if (job.state !== 'done' && job.state !== 'stopped' && job.state !== 'failed') return;
    this.learning = null;
    this.learningProblem = job.problem;
    if (job.state !== 'done') return;
    await this.load();
    // Whoever went elsewhere meanwhile is left there.
    const newest = this.all[0];
    if (newest && !this.open) this.#look(newest);
  }

  async #attempt(gesture: () => Promise<unknown>): Promise<void> {
    try {
      await gesture();
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}
