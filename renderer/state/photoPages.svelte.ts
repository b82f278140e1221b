import { SvelteMap } from 'svelte/reactivity';
import type { Photo, PhotoId } from '../../electron/contract/index.ts';
import type { PhotoSet } from './photoSet.ts';

/** Photos per page; a page is asked for when one of its photos comes in sight. */
export const pageLength = 100;
/** Pages kept in memory; those farthest from sight go first. */
const mostPages = 60;

type ReadPage = (offset: number, limit: number) => Promise<{ photos: readonly Photo[]; total: number }>;

/** A long list of photos of which only the pages that were looked at are here. */
export class PhotoPages {
  readonly #read: ReadPage;
  readonly #pages = new SvelteMap<number, readonly Photo[]>();
  /** Pages that are on their way. */
  #asked: readonly number[] = [];
  /** Counts the lists there have been; an answer for an earlier one is dropped. */
  #list = 0;
  /** First and last page in sight. */
  #sight: readonly [number, number] = [0, 0];

  /** How many photos the whole list has. */
  total = $state(0);
  /** At least one answer has arrived. */
  loaded = $state(false);

  constructor(read: ReadPage) {
    this.#read = read;
  }

  /** The photo at a position; undefined while its page is not here. */
  at(position: number): Photo | undefined {
    return this.#pages.get(Math.floor(position / pageLength))?.[position % pageLength];
  }

  /** Position of a photo on the pages that are here; null when it is on none of them. */
  positionOf(photo: PhotoId): number | null {
    for (const [page, photos] of this.#pages) {
      const index = photos.findIndex(({ id }) => id === photo);
      if (index >= 0) return page * pageLength + index;
    }
    return null;
  }

  /** Every photo that is loaded, page by page. */
  get here(): readonly Photo[] {
    return [...this.#pages.values()].flat();
  }

  /** Loads what is missing between two positions, both included, and remembers that they are in sight. */
  async need(from: number, to: number): Promise<void> {
    this.#sight = [Math.floor(from / pageLength), Math.floor(to / pageLength)];
    await this.bring(from, to);
  }

  /** Loads what is missing between two positions, both included, wherever one is looking. */
  async bring(from: number, to: number): Promise<void> {
    const pages = pagesBetween(Math.floor(from / pageLength), Math.floor(to / pageLength));
    await this.#readAll(pages.filter((page) => !this.#pages.has(page) && !this.#asked.includes(page)));
  }

  /**
   * Reads again what is in sight and drops the rest, so that it is read when it comes in sight.
   *
   * @param changed  photos whose rows changed while none came, went or moved; without it anything may have
   */
  async refresh(changed?: PhotoSet): Promise<void> {
    const concerned = (page: number): boolean =>
      changed === undefined || (this.#pages.get(page)?.some(({ id }) => changed.has(id)) ?? true);
    const inSight = this.#pagesInSight();
    for (const page of [...this.#pages.keys()])
      if (!inSight.includes(page) && concerned(page)) this.#pages.delete(page);
    await this.#readAll(inSight.filter(concerned));
  }

  /** Another list: nothing that was read belongs to it. */
  clear(): void {
    this.#list += 1;
    this.#pages.clear();
    this.#asked = [];
    this.#sight = [0, 0];
  }

  #pagesInSight(): number[] {
    return pagesBetween(...this.#sight);
  }

  async #readAll(pages: readonly number[]): Promise<void> {
    await Promise.all(pages.map((page) => this.#readOne(page)));
    this.#dropFarthest();
  }

  async #readOne(page: number): Promise<void> {
    const list = this.#list;
    this.#asked = [...this.#asked, page];
    try {
      const { photos, total } = await this.#read(page * pageLength, pageLength);
      if (list !== this.#list) return;
      this.#pages.set(page, photos);
      this.total = total;
      this.loaded = true;
    } finally {
      this.#asked = this.#asked.filter((asked) => asked !== page);
    }
  }

  #dropFarthest(): void {
    const excess = this.#pages.size - mostPages;
    if (excess <= 0) return;
    const middle = (this.#sight[0] + this.#sight[1]) / 2;
    const farthest = [...this.#pages.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    for (const page of farthest.slice(0, excess)) this.#pages.delete(page);
  }
}

/** Numbers of pages, both ends included. */
const pagesBetween = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);
