import { SvelteMap } from 'svelte/reactivity';
import {
  problemOf,
  type Grant,
  type GraphFacts,
  type JobId,
  type JobRecord,
  type Model,
  type Offer,
  type Problem,
  type Sha256,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { CardDraft } from './card/draft.svelte.ts';

/** Where the Models screen is. */
export type ModelsPlace =
  | { readonly at: 'shelf' }
  | { readonly at: 'page'; readonly hash: Sha256 }
  | { readonly at: 'card'; readonly draft: CardDraft };

/** An .onnx file on its way onto the shelf. */
export interface Adding {
  readonly name: string;
  readonly done: number;
  readonly total: number;
}

/** A gesture that failed, and the model it concerns; null when it concerns none. */
export interface ModelProblem extends Problem {
  readonly hash: Sha256 | null;
}

/** The shelf: what can be used, what is offered, what is chosen, and where the user is looking. */
export class Models {
  readonly #engine: Engine;

  models = $state.raw<readonly Model[]>([]);
  offers = $state.raw<readonly Offer[]>([]);
  chosenHash = $state<Sha256 | null>(null);
  loaded = $state(false);
  place = $state.raw<ModelsPlace>({ at: 'shelf' });
  adding = $state.raw<Adding | null>(null);
  /** Removed last, and still to be brought back. */
  removed = $state.raw<Model | null>(null);
  problem = $state.raw<ModelProblem | null>(null);

  readonly chosen = $derived(this.modelOf(this.chosenHash));
  /** What to fetch instead of the network that came with Fovea; null where that one is not in use. */
  readonly stronger = $derived(this.chosen?.origin === 'built-in' ? strongerOf(this.offers) : null);

  #stopAdding: AbortController | undefined;
  readonly #downloads = new SvelteMap<JobId, JobRecord>();
  readonly #asked = new SvelteMap<Sha256, JobId>();

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('models.changed', () => void this.load());
    engine.on('jobs.changed', (job) => this.#watch(job));
    engine.on('jobs.cleared', ({ job }) => void this.#downloads.delete(job));
  }

  modelOf(hash: Sha256 | null): Model | null {
    return this.models.find((model) => model.hash === hash) ?? null;
  }

  /** Reads the shelf. A problem that stands on screen stays: reading again does not solve it. */
  async load(): Promise<void> {
    try {
      const [shelf, jobs] = await Promise.all([
        this.#engine.ask('models.shelf', undefined),
        this.#engine.ask('jobs.list', undefined),
      ]);
      this.models = shelf.models;
      this.offers = shelf.offers;
      this.chosenHash = shelf.chosen;
      this.loaded = true;
      jobs.forEach((job) => this.#watch(job));
    } catch (thrown) {
      this.problem = { ...problemOf(thrown), hash: null };
    }
  }

  /** What reading the graph tells. */
  factsOf(model: Model): Promise<GraphFacts> {
    return this.#engine.ask('models.facts', { model: model.hash });
  }

  showShelf(): void {
    this.#moveTo({ at: 'shelf' });
  }

  showPage(model: Model): void {
    this.#moveTo({ at: 'page', hash: model.hash });
  }

  /** Opens the card for correction. */
  editCard(model: Model): void {
    const draft = new CardDraft(this.#engine, model);
    this.#moveTo({ at: 'card', draft });
    void draft.open();
  }

  /** Saves the open card and shows the model's page; a refused card stays open with the reason. */
  async saveCard(draft: CardDraft): Promise<void> {
    const saved = await draft.save();
    if (!saved) return;
    await this.load();
    this.showPage(saved);
  }

  /** Gives up what was typed: back to the page if the card was good before, else to the shelf. */
  cancelCard(draft: CardDraft): void {
    if (draft.model.card.confirmed) this.showPage(draft.model);
    else this.showShelf();
  }

  /** Puts a dropped or chosen .onnx file on the shelf and opens its guessed card. */
  async addFromGrant(grant: Grant): Promise<void> {
    const stop = new AbortController();
    this.#stopAdding = stop;
    this.adding = { name: grant.name, done: 0, total: 0 };
    await this.#attempt(null, async () => {
      const model = await this.#engine.ask(
        'models.add',
        { grant: grant.id },
        { signal: stop.signal, onProgress: (step) => (this.adding = { name: grant.name, ...step }) },
      );
      await this.load();
      this.editCard(model);
    });
    this.adding = null;
  }

  stopAdding(): void {
    this.#stopAdding?.abort();
  }

  async choose(hash: Sha256): Promise<void> {
    await this.#attempt(hash, async () => {
      await this.#engine.ask('models.choose', { model: hash });
      this.chosenHash = hash;
    });
  }

  async remove(model: Model): Promise<void> {
    await this.#attempt(model.hash, async () => {
      await this.#engine.ask('models.remove', { model: model.hash });
      await this.load();
      this.showShelf();
      this.removed = model;
    });
  }

  /** Brings the model that was removed last back from the bin. */
  async undoRemove(): Promise<void> {
    const { removed } = this;
    if (!removed) return;
    await this.#attempt(removed.hash, async () => {
      await this.#engine.ask('models.restore', { model: removed.hash });
      this.removed = null;
      await this.load();
    });
  }

  async rename(model: Model, name: string): Promise<void> {
    await this.#attempt(model.hash, async () => {
      await this.#engine.ask('models.saveCard', { model: model.hash, card: { ...model.card, name } });
      await this.load();
    });
  }

  /** Downloads an offer, from where an earlier attempt ended. */
  async download(offer: Offer): Promise<void> {
    await this.#attempt(offer.hash, async () => {
      const { job } = await this.#engine.ask('models.download', { model: offer.hash });
      this.#asked.set(offer.hash, job);
    });
  }

  async stopDownload(offer: Offer): Promise<void> {
    const job = this.downloadOf(offer);
    if (!job) return;
    await this.#attempt(offer.hash, async () => {
      await this.#engine.ask('jobs.stop', { job: job.id });
    });
  }

  /** The newest download of an offer, running or ended. */
  downloadOf(offer: Offer): JobRecord | null {
    const asked = this.#asked.get(offer.hash);
    if (asked !== undefined) return this.#downloads.get(asked) ?? null;
    // A job begun before this window was opened is known by its title alone; the longest name in it is the one meant,
    // as "ResNet-50" stands in the title of "ResNet-50 v2" too.
    const meant = (job: JobRecord): Offer | undefined =>
      this.offers.filter(({ name }) => job.title.includes(name)).sort((a, b) => b.name.length - a.name.length)[0];
    return [...this.#downloads.values()].filter((job) => meant(job)?.hash === offer.hash).at(-1) ?? null;
  }

  #moveTo(place: ModelsPlace): void {
    if (this.place.at === 'card') this.place.draft.close();
    this.place = place;
    this.problem = null;
  }

  #watch(job: JobRecord): void {
    if (job.kind === 'models.download') this.#downloads.set(job.id, job);
  }

  async #attempt(hash: Sha256 | null, gesture: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await gesture();
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code !== 'engine/stopped') this.problem = { ...problem, hash };
    }
  }
}

/** More than this is a decision of its own, not a first step. */
const smallBytes = 20e6;

/** The most accurate classifier among the small ones of the catalogue. */
const strongerOf = (offers: readonly Offer[]): Offer | null =>
  offers
    .filter(({ task, bytes, installed }) => task === 'classification' && bytes <= smallBytes && !installed)
    .toSorted((a, b) => (b.accuracy?.top1 ?? 0) - (a.accuracy?.top1 ?? 0))[0] ?? null;
