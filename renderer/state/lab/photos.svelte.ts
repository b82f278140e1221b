import type { Grant, Photo } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';
import type { Library } from '../library.svelte.ts';
import type { LabPhoto } from './question.ts';

/** Photos are read this many at a time. */
const readAtOnce = 500;

const named = ({ id, fileName }: Photo): LabPhoto => ({ name: fileName, of: { photo: id } });

/** Which photos something is made of: the one under the cursor of the library or a file, a second one, or many. */
export class LabPhotos {
  readonly #engine: Engine;
  readonly #library: Library;

  /** Takes the place of the library's. */
  chosen = $state.raw<LabPhoto | null>(null);
  /** The style, or the other end. */
  second = $state.raw<LabPhoto | null>(null);
  /** So many at most of those that are shown, where a method looks at many. */
  most = $state(100);

  constructor(engine: Engine, library: Library) {
    this.#engine = engine;
    this.#library = library;
  }

  /** The photo of the library's cursor; null: there is none, or it cannot be read. */
  get current(): LabPhoto | null {
    const photo = this.#library.current;
    return photo?.problem === null ? named(photo) : null;
  }

  get first(): LabPhoto | null {
    return this.chosen ?? this.current;
  }

  /** Where the photo stands among those that are shown, from 1; null: it is a file of its own. */
  get place(): { readonly at: number; readonly of: number } | null {
    const { selection, pages } = this.#library;
    return this.chosen || pages.total === 0 ? null : { at: selection.cursor + 1, of: pages.total };
  }

  /** How many a method that takes many would look at. */
  get manyCount(): number {
    const { selection, pages } = this.#library;
    return Math.min(this.most, selection.ids.size > 1 ? selection.ids.size : pages.total);
  }

  /** Goes on to the next photo of the library, or back. */
  async step(by: number): Promise<void> {
    const { selection, pages } = this.#library;
    // From a file of its own one comes back to where one was.
    const next = this.chosen ? selection.cursor : selection.cursor + by;
    this.chosen = null;
    if (next < 0 || next >= pages.total) return;
    await Promise.all([selection.only(next), this.#library.show(next, next)]);
  }

  /** Takes a file, as the first or the second photo. */
  take(grant: Grant, as: 'first' | 'second'): void {
    const photo = { name: grant.name, of: { grant: grant.id } };
    if (as === 'first') this.chosen = photo;
    else this.second = photo;
  }

  /** The two change places. */
  swap(): void {
    const { first } = this;
    [this.chosen, this.second] = [this.second, first];
  }

  /** The selected photos, or all that are shown where one alone is; those that can be read, `most` at the most. */
  async many(): Promise<readonly Photo[]> {
    const { filter, order, pages, selection } = this.#library;
    const found: Photo[] = [];
    for (let offset = 0; offset < pages.total && found.length < this.most; offset += readAtOnce) {
      const page = await this.#engine.ask('library.list', { filter, order, offset, limit: readAtOnce });
      const wanted = page.photos.filter(({ id }) => selection.ids.size <= 1 || selection.ids.has(id));
      found.push(...wanted.filter(({ problem }) => problem === null));
    }
    return found.slice(0, this.most);
  }
}
