import { everything, problemOf } from '../../electron/contract/index.ts';
import type { Facets, Photo, PhotoFilter, PhotoId, PhotoOrder, Problem } from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { PhotoPages } from './photoPages.svelte.ts';
import { photoSet } from './photoSet.ts';
import { Selection } from './selection.svelte.ts';

/** How long changes are gathered before what is in sight is read again. */
const gatherMs = 120;

/** The photos of a filter in an order, what is selected among them, and the edits a person makes to them. */
export class Library {
  readonly #engine: Engine;
  readonly pages: PhotoPages;
  readonly selection: Selection;

  filter = $state.raw<PhotoFilter>(everything);
  order = $state<PhotoOrder>('added');
  facets = $state.raw<Facets | null>(null);
  problem = $state.raw<Problem | null>(null);

  readonly filtered = $derived(Object.values(this.filter).some((choice) => choice !== null));
  /** True once it is known that there is no photo at all, whatever the filter. */
  get empty(): boolean {
    return this.pages.loaded && this.pages.total === 0 && !this.filtered;
  }

  /** The photo under the cursor, once it is loaded. */
  get current(): Photo | undefined {
    return this.pages.at(this.selection.cursor);
  }

  /** Changes since the last refresh; null: too many to name. */
  #changed: readonly PhotoId[] | null = [];
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.pages = new PhotoPages((offset, limit) =>
      engine.ask('library.list', { filter: this.filter, order: this.order, offset, limit }),
    );
    this.selection = new Selection(this.pages, (from, to) =>
      engine.ask('library.ids', { filter: this.filter, order: this.order, from, to }),
    );
    engine.on('library.changed', ({ photos }) => this.#gather(photos));
  }

  async load(): Promise<void> {
    await this.#attempt(() => Promise.all([this.pages.refresh(), this.#loadFacets()]));
  }

  /** These positions are in sight, both included: loads what is missing of them. */
  async show(from: number, to: number): Promise<void> {
    await this.#attempt(() => this.pages.need(from, to));
  }

  /** Every photo that is shown, in its order. */
  shownIds(): Promise<readonly PhotoId[]> {
    return this.#engine.ask('library.ids', {
      ...{ filter: this.filter, order: this.order, from: 0, to: Math.max(0, this.pages.total - 1) },
    });
  }

  /** Goes to a photo, past a filter that hides it. */
  async goTo(photo: PhotoId): Promise<void> {
    await this.#attempt(async () => {
      if (!(await this.shownIds()).includes(photo)) await this.showEverything();
      const position = (await this.shownIds()).indexOf(photo);
      if (position >= 0) await this.selection.only(position);
    });
  }

  /** Narrows or widens what is shown; the selection ends, because positions mean something else now. */
  async narrow(change: Partial<PhotoFilter>): Promise<void> {
    this.filter = { ...this.filter, ...change };
    await this.#startAgain();
  }

  async showEverything(): Promise<void> {
    this.filter = everything;
    await this.#startAgain();
  }

  async sort(order: PhotoOrder): Promise<void> {
    this.order = order;
    await this.#startAgain();
  }

  /** Gives the selected photos a class; null takes it away. */
  async label(className: string | null): Promise<void> {
    await this.#edit((photos) => this.#engine.ask('library.label', { photos, className }));
  }

  async reject(): Promise<void> {
    await this.#edit((photos) => this.#engine.ask('library.reject', { photos }));
  }

  /** Takes the selected photos out of the library; Undo brings them back. */
  async forget(): Promise<void> {
    await this.#edit((photos) => this.#engine.ask('library.forget', { photos }));
    this.selection.none();
  }

  /** Queues the chosen model for what is shown. */
  async classify(again: boolean): Promise<void> {
    await this.#attempt(() => this.#engine.ask('classification.run', { filter: this.filter, again }));
  }

  async export(format: 'csv' | 'json' | 'folders', target: string, link: 'copy' | 'hard-link'): Promise<void> {
    await this.#attempt(() => this.#engine.ask('export.run', { filter: this.filter, format, target, link }));
  }

  async #edit(edit: (photos: readonly PhotoId[]) => Promise<unknown>): Promise<void> {
    const photos = [...this.selection.ids];
    if (photos.length > 0) await this.#attempt(() => edit(photos));
  }

  async #startAgain(): Promise<void> {
    this.selection.clear();
    this.pages.clear();
    await this.load();
  }

  #gather(photos: readonly PhotoId[] | null): void {
    // Whether a changed photo still belongs here, and where, only the engine can tell.
    const moves = photos === null || this.filtered || this.order === 'probability';
    this.#changed = moves || this.#changed === null ? null : [...this.#changed, ...photos];
    this.#refreshTimer ??= setTimeout(() => void this.#refresh(), gatherMs);
  }

  async #refresh(): Promise<void> {
    const changed = this.#changed;
    this.#changed = [];
    this.#refreshTimer = undefined;
    await this.#attempt(async () => {
      await Promise.all([this.pages.refresh(changed === null ? undefined : photoSet(changed)), this.#loadFacets()]);
      this.selection.settle();
    });
  }

  async #loadFacets(): Promise<void> {
    this.facets = await this.#engine.ask('library.facets', { filter: this.filter });
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
