import { everything, isGroupOrder, problemOf } from '../../electron/contract/index.ts';
import type {
  Facets,
  Flag,
  FoundSet,
  Photo,
  PhotoFilter,
  PhotoId,
  PhotoOrder,
  Problem,
  Rating,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { allCarry } from './carriers.ts';
import { PhotoPages } from './photoPages.svelte.ts';
import { photoSet } from './photoSet.ts';
import type { PhotoSet } from './photoSet.ts';
import { Selection } from './selection.svelte.ts';

/** Orders in which a photo may stand elsewhere once something is said of it. */
const moving: readonly PhotoOrder[] = ['probability', 'rating', 'uncertainty', 'useful'];

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
  /** The search whose photos are shown; null: none. */
  found = $state.raw<FoundSet | null>(null);
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

  /** The order before the photos of a search were shown as they were ranked. */
  #orderBefore: PhotoOrder = 'added';
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
    engine.on('groups.changed', () => {
      if (isGroupOrder(this.order)) this.#gather(null);
    });
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
      if (position < 0) return;
      await this.pages.bring(position, position);
      await this.selection.only(position);
    });
  }

  /** Selects photos wherever they stand; the cursor goes to a single one where it is shown. */
  async select(photos: PhotoSet): Promise<void> {
    this.selection.these(photos);
    const [photo] = photos;
    if (photos.size !== 1 || photo === undefined) return;
    await this.#attempt(async () => {
      const position = (await this.shownIds()).indexOf(photo);
      if (position < 0 || this.selection.ids !== photos) return;
      await this.pages.bring(position, position);
      this.selection.cursor = position;
    });
  }

  /** Narrows or widens what is shown; the selection ends, because positions mean something else now. */
  async narrow(change: Partial<PhotoFilter>): Promise<void> {
    this.filter = { ...this.filter, ...change };
    if (this.filter.found === null) this.#endSearch();
    await this.#startAgain();
  }

  async showEverything(): Promise<void> {
    this.filter = everything;
    this.#endSearch();
    await this.#startAgain();
  }

  async sort(order: PhotoOrder): Promise<void> {
    this.order = order;
    await this.#startAgain();
  }

  /** Shows what a search found, as it was ranked. */
  async showFound(found: FoundSet): Promise<void> {
    if (this.order !== 'found') this.#orderBefore = this.order;
    this.found = found;
    this.filter = { ...everything, found: found.found };
    this.order = 'found';
    await this.#startAgain();
  }

  /** Shows photos that were chosen elsewhere, under a title that says where; true when they are shown. */
  async showChosen(photos: readonly PhotoId[], title: string): Promise<boolean> {
    return this.#attempt(async () => {
      const by = { kind: 'chosen', photos, title: title.slice(0, 200) } as const;
      await this.showFound(await this.#engine.ask('find.run', { by, filter: everything, most: photos.length }));
    });
  }

  /** Selects the whole group of a photo, where it is shown. */
  async selectGroupOf(photo: PhotoId): Promise<void> {
    await this.#attempt(async () => {
      const position = (await this.shownIds()).indexOf(photo);
      if (position >= 0) await this.selectGroup(position);
    });
  }

  /** Selects the whole group that the photo at a position stands in. */
  async selectGroup(position: number): Promise<void> {
    await this.#attempt(async () => {
      await this.pages.bring(position, position);
      const group = this.pages.at(position)?.group;
      if (!group) return;
      const last = this.pages.total - 1;
      await this.pages.bring(Math.max(0, position - group.size), Math.min(last, position + group.size));
      const isOfIt = (at: number): boolean => this.pages.at(at)?.group?.id === group.id;
      let [from, to] = [position, position];
      while (isOfIt(from - 1)) from -= 1;
      while (isOfIt(to + 1)) to += 1;
      this.selection.cursor = position;
      await this.selection.ranges([{ from, to }]);
    });
  }

  /** Gives the selected photos a class; null takes it away. */
  async label(className: string | null): Promise<void> {
    await this.#edit((photos) => this.#engine.ask('library.label', { photos, className }));
  }

  /** Gives the selected photos a class besides those they have, or takes it away. */
  async tag(className: string, on: boolean): Promise<void> {
    await this.#edit((photos) => this.#engine.ask('library.tag', { photos, className, on }));
  }

  /** Gives the selected photos a class besides those they have; takes it away where all of them carry it. */
  async toggleTag(className: string): Promise<void> {
    await this.#edit(async (photos) => {
      const on = !(await allCarry(this.#engine, photos, className, this.pages.here));
      await this.#engine.ask('library.tag', { photos, className, on });
    });
  }

  /** Makes what the network suggests for each selected photo its label. */
  async acceptSuggestions(): Promise<void> {
    await this.#edit((photos) => this.#engine.ask('suggestions.accept', { photos }));
  }

  /** Gives the selected photos stars, 0 to 5; null takes them away. */
  async rate(rating: Rating | null): Promise<void> {
    await this.#edit((photos) => this.#engine.ask('library.rate', { photos, rating }));
  }

  async flag(flag: Flag | null): Promise<void> {
    await this.#edit((photos) => this.#engine.ask('library.flag', { photos, flag }));
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

  #endSearch(): void {
    this.found = null;
    if (this.order === 'found') this.order = this.#orderBefore;
  }

  async #startAgain(): Promise<void> {
    this.selection.clear();
    this.pages.clear();
    await this.load();
  }

  #gather(photos: readonly PhotoId[] | null): void {
    // Whether a changed photo still belongs here, and where, only the engine can tell.
    const moves = photos === null || this.filtered || moving.includes(this.order);
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

  async #attempt(gesture: () => Promise<unknown>): Promise<boolean> {
    try {
      await gesture();
      this.problem = null;
      return true;
    } catch (thrown) {
      this.problem = problemOf(thrown);
      return false;
    }
  }
}
