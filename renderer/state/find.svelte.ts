import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { everything, problemOf } from '../../electron/contract/index.ts';
import type { FindBy, FoundId, FoundPhoto, FoundSet, PhotoId } from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import type { Library } from './library.svelte.ts';
import { photoSet } from './photoSet.ts';
import { Watched } from './watched.svelte.ts';

/** As many of an answer as anybody looks through; a list of what is wrong is whole. */
const mostAlike = 1000;
const most = 100_000;
/** Reasons are asked for together, and at most so many at once. */
const gatherMs = 30;
const perAsk = 500;

/** Searches by what networks see in photos. What was found is shown in the grid, best first, and says why it is there. */
export class Find {
  readonly #engine: Engine;
  readonly #library: Library;

  readonly searching = new Watched();
  /** A search that found nothing; null: there was none. */
  nothing = $state.raw<FindBy | null>(null);
  /** A part of the photo is being marked that others are to be like. */
  marking = $state(false);
  /** Photos whose label a person has judged right, whatever the others say. */
  readonly kept = new SvelteSet<PhotoId>();

  readonly #why = new SvelteMap<PhotoId, FoundPhoto>();
  /** The search whose reasons those are. */
  #whyFound = $state<FoundId | null>(null);
  #wanted: readonly PhotoId[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine, library: Library) {
    this.#engine = engine;
    this.#library = library;
  }

  /** The search whose photos are shown; null: none is. */
  get current(): FoundSet | null {
    return this.#library.found;
  }

  /** An engine that was started again keeps no searches: everything is shown then. */
  async load(): Promise<void> {
    const { current } = this;
    if (current === null) return;
    const kept = await this.#engine.ask('find.list', undefined);
    if (!kept.some(({ found }) => found === current.found)) await this.#library.narrow({ found: null });
  }

  /** Searches the whole library and shows what was found; true when there is something to show. */
  async run(by: FindBy): Promise<boolean> {
    this.nothing = null;
    const alike = by.kind === 'similar' || by.kind === 'region';
    let found: FoundSet | null = null;
    await this.searching.run(
      (options) => this.#engine.ask('find.run', { by, filter: everything, most: alike ? mostAlike : most }, options),
      (set) => (found = set),
    );
    return this.#show(found);
  }

  /** Photos like those that are selected; true when there were any. */
  likeSelected(): boolean {
    const photos = [...this.#library.selection.ids];
    if (photos.length === 0) return false;
    void this.run({ kind: 'similar', photos });
    return true;
  }

  /** Why a photo was found; undefined while that is not known. */
  whyOf(photo: PhotoId): FoundPhoto | undefined {
    return this.#whyFound === this.current?.found ? this.#why.get(photo) : undefined;
  }

  /** A found photo is in sight: why it was found is worth knowing. */
  want(photo: PhotoId): void {
    if (this.whyOf(photo)) return;
    this.#wanted = [...this.#wanted, photo];
    this.#timer ??= setTimeout(() => void this.#ask(), gatherMs);
  }

  /** A likely label error: gives the photo under the cursor the class that the others say, and goes on. */
  async correct(): Promise<void> {
    const { current } = this.#library;
    const className = current && this.whyOf(current.id)?.className;
    if (current === undefined || className == null) return;
    if (!this.#library.selection.has(current.id)) await this.#library.selection.only(this.#library.selection.cursor);
    await this.#library.label(className);
    await this.#goOn();
  }

  /** A likely label error that is none. */
  async keep(): Promise<void> {
    const { current } = this.#library;
    if (!current) return;
    this.kept.add(current.id);
    await this.#goOn();
  }

  async #goOn(): Promise<void> {
    const { selection, pages } = this.#library;
    if (selection.cursor + 1 < pages.total) await selection.only(selection.cursor + 1);
  }

  async #show(found: FoundSet | null): Promise<boolean> {
    if (found?.photos === 0) this.nothing = found.by;
    if (found === null || found.photos === 0) return false;
    await this.#library.showFound(found);
    return true;
  }

  async #ask(): Promise<void> {
    this.#timer = undefined;
    const { current } = this;
    const photos = [...photoSet(this.#wanted)].slice(0, perAsk);
    this.#wanted = [];
    if (current === null || photos.length === 0) return;
    const { found } = current;
    try {
      const answers = await this.#engine.ask('find.why', { found, photos });
      if (this.#whyFound !== found) this.#why.clear();
      this.#whyFound = found;
      for (const answer of answers) this.#why.set(answer.photo, answer);
    } catch (thrown) {
      this.searching.problem = problemOf(thrown);
    }
  }
}
