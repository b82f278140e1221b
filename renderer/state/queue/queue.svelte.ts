import { SvelteMap } from 'svelte/reactivity';
import { everything, problemOf } from '../../../electron/contract/index.ts';
import type {
  Photo,
  PhotoDetail,
  PhotoFilter,
  PhotoId,
  PhotoOrder,
  Problem,
} from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';
import { t } from '../../words/index.ts';
import type { Classes } from '../classes.svelte.ts';
import type { Edits } from '../edits.svelte.ts';
import { photoSet } from '../photoSet.ts';
import type { PhotoSet } from '../photoSet.ts';
import { paceOf } from './pace.ts';
import { readUpcoming } from './upcoming.ts';

export type QueueOrder = Extract<PhotoOrder, 'useful' | 'uncertainty' | 'probability'>;

/** What a person said of a photo here: a class, or null: not what was suggested. */
interface Answer {
  readonly photo: PhotoId;
  readonly className: string | null;
}

/** How long changes are gathered before the order is read again. */
const gatherMs = 250;
/** Photos after the shown one whose facts and pictures are fetched ahead. */
const ahead = 2;

/**
 * Photos with suggestions, one after the other. An answer is sent while the next photo is shown already; the photo that
 * is looked at stays, whatever becomes of the order behind it.
 */
export class Queue {
  readonly #engine: Engine;
  readonly #edits: Edits;
  readonly #classes: Pick<Classes, 'labelling'>;

  /** The queue fills the stage instead of the grid. */
  open = $state(false);
  order = $state<QueueOrder>('useful');
  /** Which photos it goes through; its state is always "suggested". */
  filter = $state.raw<PhotoFilter>({ ...everything, state: 'suggested' });
  current = $state.raw<Photo | null>(null);
  next = $state.raw<readonly Photo[]>([]);
  /** Those gone through, the latest last. */
  past = $state.raw<readonly Photo[]>([]);
  /** Passed over or rejected: they come again when a person asks for it. */
  later = $state.raw<PhotoSet>(photoSet());
  /** Photos of the filter with a label, and all that can be looked at; null until they were counted. */
  counts = $state.raw<{ readonly labelled: number; readonly photos: number } | null>(null);
  /** What the last gesture did, in words. */
  said = $state('');
  /** Photos answered in a minute; null: too few to say. */
  pace = $state.raw<number | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The first photos have arrived. */
  loaded = $state(false);

  readonly #details = new SvelteMap<PhotoId, PhotoDetail>();
  /** What is known of the photo that is shown, once it arrived. */
  readonly detail = $derived(this.current === null ? null : (this.#details.get(this.current.id) ?? null));
  /** What is proposed for it, the most probable first. */
  readonly proposed = $derived(this.detail?.top ?? (this.current?.best ? [this.current.best] : []));
  /** Shown soon: their pictures may be fetched. */
  readonly soon = $derived(this.next.slice(0, ahead));

  #answers: readonly Answer[] = [];
  /** Answers on their way, and those the engine has had since the order was asked for. */
  readonly #sent = new SvelteMap<PhotoId, Promise<void>>();
  #answeredSince = photoSet();
  #times: readonly number[] = [];
  /** Counts what was gone through; an order that was read for an earlier filter is dropped. */
  #list = 0;
  #reading: Promise<void> | null = null;
  /** Something is otherwise since the order was asked for. */
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine, edits: Edits, classes: Pick<Classes, 'labelling'>) {
    this.#engine = engine;
    this.#edits = edits;
    this.#classes = classes;
    engine.on('library.changed', () => this.#gather());
    engine.on('suggestions.changed', () => this.#gather());
  }

  /** Begins with the photos of a filter; what was gone through before is not. */
  async begin(filter: PhotoFilter): Promise<void> {
    this.filter = { ...filter, state: 'suggested' };
    this.#answers = [];
    this.past = [];
    await this.#startAgain();
  }

  async sort(order: QueueOrder): Promise<void> {
    this.order = order;
    await this.#startAgain();
  }

  /** Those that were passed over come again. */
  async again(): Promise<void> {
    await this.#startAgain();
  }

  /** Gives the photo the class that is suggested first. */
  accept(): void {
    const [first] = this.proposed;
    if (first) this.label(first.className);
  }

  label(className: string): void {
    // Where photos carry several classes, one more takes none away.
    const several = this.#classes.labelling === 'several';
    this.#answer(className, (photo) =>
      several
        ? this.#engine.ask('library.tag', { photos: [photo], className, on: true })
        : this.#engine.ask('library.label', { photos: [photo], className }),
    );
  }

  reject(): void {
    this.#answer(null, (photo) => this.#engine.ask('library.reject', { photos: [photo] }));
  }

  /** Takes a class away from the photo, which stays in sight. */
  async remove(className: string): Promise<void> {
    const { current } = this;
    if (!current) return;
    await this.#attempt(async () => {
      await this.#engine.ask('library.tag', { photos: [current.id], className, on: false });
      this.#details.set(current.id, await this.#engine.ask('library.photo', { photo: current.id }));
    });
  }

  /** The next one, without a word on this one. */
  skip(): void {
    const { current } = this;
    if (!current) return;
    if (this.detail?.label == null) this.#putOff(current.id);
    this.said = '';
    this.#goOn(current);
  }

  /** The one before. */
  back(): void {
    const before = this.past.at(-1);
    if (!before) return;
    this.past = this.past.slice(0, -1);
    this.#details.delete(before.id);
    this.#show(before);
    this.said = '';
  }

  /** Shows a photo out of turn; the one that is shown comes right after it. */
  take(photo: Photo): void {
    if (photo.id !== this.current?.id) this.#show(photo);
  }

  /** Takes the last edit back; when it was an answer given here, its photo is shown again. */
  async undo(): Promise<void> {
    await Promise.all(this.#sent.values());
    await this.#edits.undo();
    this.said = this.#edits.announcement;
    const answer = this.#answers.at(-1);
    if (!answer) return;
    await this.#attempt(async () => {
      const photo = await this.#engine.ask('library.photo', { photo: answer.photo });
      // Another edit was the last one: the answer still stands.
      if (answer.className === null ? photo.rejected : photo.labels.includes(answer.className)) return;
      this.#answers = this.#answers.slice(0, -1);
      this.past = this.past.filter(({ id }) => id !== photo.id);
      this.#details.set(photo.id, photo);
      this.#show(photo);
    });
    this.#gather();
  }

  /** Many were answered at once: the shown one may be among them. */
  async answeredMany(): Promise<void> {
    this.#details.clear();
    await this.#startAgain();
  }

  #answer(className: string | null, ask: (photo: PhotoId) => Promise<unknown>): void {
    const { current } = this;
    if (!current) return;
    const { id } = current;
    const first = current.label === null && this.detail?.label == null;
    this.said =
      className === null
        ? t('{file}: suggestion rejected', { file: current.fileName })
        : `${current.fileName}: ${className}`;
    this.#answers = [...this.#answers, { photo: id, className }];
    this.#times = [...this.#times, performance.now()].slice(-100);
    this.pace = paceOf(this.#times);
    if (className === null) this.#putOff(id);
    else if (first && this.counts) this.counts = { ...this.counts, labelled: this.counts.labelled + 1 };
    this.#goOn(current);
    this.#sent.set(id, this.#send(current, ask));
  }

  /** A photo whose answer did not arrive comes back. */
  async #send(photo: Photo, ask: (photo: PhotoId) => Promise<unknown>): Promise<void> {
    this.#answeredSince = photoSet(this.#answeredSince, [photo.id]);
    try {
      await ask(photo.id);
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
      this.#answeredSince = photoSet([...this.#answeredSince].filter((id) => id !== photo.id));
      this.#answers = this.#answers.filter((answer) => answer.photo !== photo.id);
      this.past = this.past.filter(({ id }) => id !== photo.id);
      this.#show(photo);
    }
    this.#sent.delete(photo.id);
    this.#gather();
  }

  #putOff(photo: PhotoId): void {
    this.later = photoSet(this.later, [photo]);
  }

  #goOn(from: Photo): void {
    this.past = [...this.past, from];
    const [first, ...others] = this.next;
    this.current = first ?? null;
    this.next = others;
    this.#lookAhead();
    // Few are left behind it: more are read before they are needed.
    if (others.length < 2 * ahead) this.#gather();
  }

  /** Shows a photo now; the one shown so far comes after it. */
  #show(photo: Photo): void {
    const others = this.next.filter(({ id }) => id !== photo.id);
    this.later = photoSet([...this.later].filter((id) => id !== photo.id));
    this.next = this.current && this.current.id !== photo.id ? [this.current, ...others] : others;
    this.current = photo;
    this.#lookAhead();
  }

  #lookAhead(): void {
    for (const photo of [this.current, ...this.soon])
      if (photo && !this.#details.has(photo.id)) void this.#look(photo.id);
  }

  async #look(photo: PhotoId): Promise<void> {
    await this.#attempt(async () => {
      this.#details.set(photo, await this.#engine.ask('library.photo', { photo }));
    });
  }

  async #startAgain(): Promise<void> {
    this.later = photoSet();
    this.current = null;
    this.next = [];
    this.#list += 1;
    await this.#read();
  }

  #gather(): void {
    if (this.open) this.#timer ??= setTimeout(() => void this.#read(), gatherMs);
  }

  /** Reads the order anew; what is shown stays. One that is being read is read to its end, and then once more. */
  #read(): Promise<void> {
    this.#again = true;
    this.#reading ??= this.#readWhileChanged().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #readWhileChanged(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      await this.#attempt(() => this.#readOnce());
    }
  }

  async #readOnce(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const list = this.#list;
    // The engine may count these as suggested still when it reads.
    this.#answeredSince = photoSet(this.#sent.keys());
    const { filter, order } = this;
    const leftOut = (photo: PhotoId): boolean =>
      photo === this.current?.id || this.later.has(photo) || this.#answeredSince.has(photo);
    const [{ photos }, facets] = await Promise.all([
      readUpcoming(this.#engine, { filter, order }, leftOut),
      this.#engine.ask('library.facets', { filter: { ...filter, state: null } }),
    ]);
    if (list !== this.#list) return;
    this.counts = { labelled: facets.labelled, photos: facets.total - facets.attention };
    this.#line(photos.filter(({ id }) => !leftOut(id)));
    this.loaded = true;
  }

  #line(photos: readonly Photo[]): void {
    const [first, ...others] = photos;
    this.current ??= first ?? null;
    this.next = this.current === first ? others : photos;
    // What was read ahead may be answered otherwise by now; the photo that is shown keeps what it shows.
    for (const id of this.#details.keys()) if (id !== this.current?.id) this.#details.delete(id);
    this.#lookAhead();
  }

  async #attempt(gesture: () => Promise<void>): Promise<void> {
    try {
      await gesture();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}
