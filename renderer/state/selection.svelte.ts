import type { PhotoId } from '../../electron/contract/index.ts';
import type { PhotoPages } from './photoPages.svelte.ts';
import { photoSet, toggled } from './photoSet.ts';
import type { PhotoSet } from './photoSet.ts';

/** Ids at positions `from` to `to`, both included, whether their pages are here or not. */
type ReadIds = (from: number, to: number) => Promise<readonly PhotoId[]>;

/** Positions from `from` to `to`, both included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Which photos are selected, and where the cursor stands. Ids are what counts; positions are only the way to them. */
export class Selection {
  readonly #pages: PhotoPages;
  readonly #readIds: ReadIds;

  ids = $state.raw<PhotoSet>(photoSet());
  /** Position that the arrow keys move from. */
  cursor = $state(0);
  /** Chosen elsewhere: whether a photo of it is in the list says nothing, and the cursor may stand on another. */
  elsewhere = $state(false);
  /** Position that Shift extends from. */
  #anchor = 0;
  /** Counts gestures; the answer to an earlier one is dropped. */
  #gesture = 0;

  constructor(pages: PhotoPages, readIds: ReadIds) {
    this.#pages = pages;
    this.#readIds = readIds;
  }

  has(photo: PhotoId): boolean {
    return this.ids.has(photo);
  }

  clear(): void {
    this.#gesture += 1;
    this.elsewhere = false;
    this.ids = photoSet();
    this.cursor = 0;
    this.#anchor = 0;
  }

  /** Nothing is selected; the cursor stays. */
  none(): void {
    this.#gesture += 1;
    this.elsewhere = false;
    this.ids = photoSet();
  }

  /** The list changed: the cursor follows its photo; a photo that is not in the list any more is not selected either. */
  settle(): void {
    const last = Math.max(0, this.#pages.total - 1);
    if (this.cursor > last) this.cursor = this.#anchor = last;
    if (this.elsewhere) return;
    const [id] = this.ids;
    const here = this.#pages.at(this.cursor);
    if (this.ids.size !== 1 || id === undefined || here?.id === id) return;
    const position = this.#pages.positionOf(id);
    if (position !== null) this.cursor = this.#anchor = position;
    else if (here) this.none();
  }

  /** Exactly these photos, wherever they stand in the list. */
  these(photos: PhotoSet): void {
    this.#gesture += 1;
    this.elsewhere = true;
    this.ids = photos;
  }

  /** Only the photo at this position. */
  async only(position: number): Promise<void> {
    this.cursor = this.#anchor = position;
    await this.ranges([{ from: position, to: position }]);
  }

  /** This one too, or not any more. */
  async toggle(position: number): Promise<void> {
    this.cursor = this.#anchor = position;
    const gesture = ++this.#gesture;
    const [id] = await this.#idsOf({ from: position, to: position });
    if (gesture !== this.#gesture || id === undefined) return;
    this.elsewhere = false;
    this.ids = toggled(this.ids, id);
  }

  /** Everything between where the selection began and this position. */
  async extendTo(position: number): Promise<void> {
    this.cursor = position;
    await this.ranges([{ from: Math.min(this.#anchor, position), to: Math.max(this.#anchor, position) }]);
  }

  async everything(): Promise<void> {
    if (this.#pages.total > 0) await this.ranges([{ from: 0, to: this.#pages.total - 1 }]);
  }

  /** Exactly the photos at these positions, and those of `kept`. */
  async ranges(ranges: readonly Range[], kept: PhotoSet = photoSet()): Promise<void> {
    const gesture = ++this.#gesture;
    const found = await Promise.all(ranges.map((range) => this.#idsOf(range)));
    if (gesture !== this.#gesture) return;
    this.elsewhere = false;
    this.ids = photoSet(kept, ...found);
  }

  /** From the pages that are here; from the engine as soon as one photo of the range is not. */
  async #idsOf({ from, to }: Range): Promise<readonly PhotoId[]> {
    const ids: PhotoId[] = [];
    for (let position = from; position <= to; position += 1) {
      const photo = this.#pages.at(position);
      if (!photo) return this.#readIds(from, to);
      ids.push(photo.id);
    }
    return ids;
  }
}
