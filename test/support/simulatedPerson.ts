import { everything, type PhotoId } from '../../electron/contract/index.ts';
import type { ForkedEngine } from './engine.ts';
import { suggestionsWhen } from './suggestions.ts';

// Somebody who labels a library with suggestions that learn, and counts gestures: a key that gives a class is one, whether
// it agrees with the suggestion or corrects it; opening the preview of all sure suggestions, moving its threshold, and
// accepting it are one each; so are selecting a page of the grid and accepting what is suggested on it.

export interface PersonAsked {
  /** The class of each photo, which the person sees at once. */
  readonly truthOf: (photo: PhotoId) => string;
  readonly photos: number;
  /** Share of all photos that are to carry the right label at the end. */
  readonly until: number;
  /** Photos that the person labels before looking up. */
  readonly batch: number;
  /**
   * queue: the most useful photos one by one, and now and then a preview of all sure suggestions · a number: three batches
   * of the most useful, then page after page of so many of the surest suggestions, each looked at, corrected and accepted.
   */
  readonly way: 'queue' | number;
}

export interface PersonFigures {
  readonly gestures: number;
  readonly byHand: number;
  readonly accepted: number;
  /** Share of all photos that carry the right label. */
  readonly right: number;
  /** Milliseconds from edits to new suggestions, of each round. */
  readonly tookMs: readonly number[];
  /** Cross-validated accuracy at the end. */
  readonly accuracy: number | null;
}

/** Probabilities at which the person looks, from sure to less sure. */
const thresholds = [0.99, 0.97, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2];
/** Batches between two previews, where the last one could not be trusted. */
const batchesBetween = 3;
/** Fewer suggestions than this are labelled one by one. */
const worthIt = 24;
/** Of the twelve least certain so many may be wrong: they are the worst of all that would be accepted. */
const mostWrong = 1;
const suggested = { ...everything, state: 'suggested' as const };

/** Labels until enough photos are right. */
export async function labelLibrary(engine: ForkedEngine, asked: PersonAsked): Promise<PersonFigures> {
  const person = new Person(engine, asked);
  await person.labelUseful(3 * asked.batch);
  while (!person.isDone()) {
    if (asked.way !== 'queue') await person.acceptPage(asked.way);
    else if (!(await person.acceptSure())) await person.labelUseful(asked.batch);
  }
  return person.figures();
}

class Person {
  readonly #window: ForkedEngine['window'];
  readonly #asked: PersonAsked;
  readonly #label = new Map<PhotoId, string>();
  readonly #tookMs: number[] = [];
  #counts = { gestures: 0, byHand: 0, accepted: 0 };
  #accuracy: number | null = null;
  /** Batches until a preview is opened. */
  #rest = batchesBetween;

  constructor({ window }: ForkedEngine, asked: PersonAsked) {
    this.#window = window;
    this.#asked = asked;
  }

  isDone(): boolean {
    return this.#right() >= this.#asked.until || this.#label.size === this.#asked.photos;
  }

  figures(): PersonFigures {
    return { ...this.#counts, right: this.#right(), tookMs: this.#tookMs, accuracy: this.#accuracy };
  }

  /** Gives the photos that would teach the suggestions most their classes, key after key. */
  async labelUseful(count: number): Promise<void> {
    const all = { filter: everything, order: 'useful' as const, from: 0, to: this.#asked.photos };
    const queue = await this.#window.ask('library.ids', all);
    for (const photo of queue.filter((id) => !this.#label.has(id)).slice(0, count)) await this.#type(photo);
    await this.#lookUp();
  }

  /** Looks at a page of the surest suggestions, corrects the wrong ones and accepts the others. */
  async acceptPage(page: number): Promise<void> {
    // Nobody accepts more than is wanted: what is least sure costs most.
    const wanted = Math.ceil((this.#asked.until - this.#right()) * this.#asked.photos);
    const order = { order: 'probability' as const, from: 0, to: Math.min(page, Math.max(1, wanted)) - 1 };
    const photos = await this.#window.ask('library.ids', { filter: suggested, ...order });
    const names = await this.#namesOn(photos);
    const right = photos.filter((photo) => names.get(photo) === this.#asked.truthOf(photo));
    for (const photo of photos) if (!right.includes(photo)) await this.#type(photo);
    if (right.length > 0) {
      await this.#window.ask('suggestions.accept', { photos: right });
      this.#accepted(right, names);
    }
    await this.#lookUp();
  }

  /** Accepts all above the lowest threshold that can be trusted. @returns whether there was one */
  async acceptSure(): Promise<boolean> {
    this.#rest -= 1;
    if (this.#rest > 0) return false;
    const from = await this.#lowestTrusted();
    if (from === null) {
      this.#rest = batchesBetween;
      return false;
    }
    const filter = { ...suggested, minProbability: from };
    const range = { order: 'added' as const, from: 0, to: this.#asked.photos };
    const photos = await this.#window.ask('library.ids', { filter, ...range });
    const names = await this.#namesOn(photos);
    await this.#window.ask('suggestions.accept', { filter: suggested, from });
    this.#accepted(photos, names);
    await this.#lookUp();
    return true;
  }

  /** Lowers the threshold for as long as hardly any of the twelve least certain photos is wrong; those are corrected. */
  async #lowestTrusted(): Promise<number | null> {
    let trusted: number | null = null;
    for (const from of thresholds) {
      const { photos, doubtful } = await this.#window.ask('suggestions.preview', { filter: suggested, from });
      if (photos < worthIt) continue;
      this.#counts.gestures += 1;
      const names = await this.#namesOn(doubtful);
      const wrong = doubtful.filter((photo) => names.get(photo) !== this.#asked.truthOf(photo));
      if (wrong.length > mostWrong) break;
      for (const photo of wrong) await this.#type(photo);
      trusted = from;
    }
    return trusted;
  }

  async #type(photo: PhotoId): Promise<void> {
    const className = this.#asked.truthOf(photo);
    await this.#window.ask('library.label', { photos: [photo], className });
    this.#label.set(photo, className);
    this.#counts.gestures += 1;
    this.#counts.byHand += 1;
  }

  /** Selecting the page, or going back to the threshold that was right, is a gesture; the key that accepts is another. */
  #accepted(photos: readonly PhotoId[], names: ReadonlyMap<PhotoId, string>): void {
    this.#counts.gestures += 2;
    this.#counts.accepted += photos.length;
    for (const photo of photos) this.#label.set(photo, names.get(photo) ?? '');
  }

  /** Waits for the suggestions to have learned from all that was said. */
  async #lookUp(): Promise<void> {
    const sinceMs = Date.now();
    const { head } = await suggestionsWhen({ window: this.#window }, ({ head: known, missing, learning }) => {
      // Learning begins a moment after the last edit: only a reason that stays is one.
      const cannot = missing !== '' && Date.now() - sinceMs > 1500;
      return !learning && (known?.examples === this.#label.size || cannot);
    });
    if (head?.examples !== this.#label.size) return;
    this.#tookMs.push(head.tookMs);
    this.#accuracy = head.accuracy;
  }

  async #namesOn(photos: readonly PhotoId[]): Promise<Map<PhotoId, string>> {
    const rows = await Promise.all(photos.map((photo) => this.#window.ask('library.photo', { photo })));
    return new Map(rows.map(({ id, best }) => [id, best?.className ?? '']));
  }

  #right(): number {
    const { truthOf, photos } = this.#asked;
    return [...this.#label].filter(([photo, name]) => truthOf(photo) === name).length / photos;
  }
}
