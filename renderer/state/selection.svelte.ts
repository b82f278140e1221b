import type { PhotoId } from '../../electron/contract/index.ts';
import type { PhotoPages } from './photoPages.svelte.ts';

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

  ids = $state.raw<ReadonlySet<PhotoId>>(new Set());
  /** Position that the arrow keys move from. */
  cursor = $state(0);
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
    this.ids = new Set();
    this.cursor = 0;
    this.#anchor = 0;
  }

  /** Nothing is selected; the cursor stays. */
  none(): void {
    this.#gesture += 1;
    this.ids = new Set();
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
    const ids = new Set(this.ids);
    if (!ids.delete(id)) ids.add(id);
    this.ids = ids;
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
  async ranges(ranges: readonly Range[], kept: ReadonlySet<PhotoId> = new Set()): Promise<void> {
    const gesture = ++this.#gesture;
    const found = await Promise.all(ranges.map((range) => this.#idsOf(range)));
    if (gesture === this.#gesture) this.ids = new Set([...kept, ...found.flat()]);
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
