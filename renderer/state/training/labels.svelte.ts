import { SvelteMap } from 'svelte/reactivity';
import { problemOf } from '../../../electron/contract/index.ts';
import type { PhotoId, Problem } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';

/** A photo that a run learned from or was judged on. */
interface Known {
  /** The class that the run took it for. */
  readonly truth: string;
  /** The class that a person gives it now; null: none. */
  readonly label: string | null;
}

/** Labels of the photos of one run, as they are now: what is corrected here, elsewhere, or taken back. */
export class PhotoLabels {
  readonly #engine: Engine;
  readonly #known = new SvelteMap<PhotoId, Known>();
  readonly #off: () => void;

  /** The photos that were labelled last from this page; Undo takes that back. */
  last = $state.raw<{ readonly photos: readonly PhotoId[]; readonly className: string } | null>(null);
  problem = $state.raw<Problem | null>(null);

  /** Photos whose label is not the class that the run learned. */
  readonly corrections = $derived([...this.#known.values()].filter(isCorrected).length);

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#off = engine.on('library.changed', ({ photos }) => void this.#read(photos));
  }

  close(): void {
    this.#off();
  }

  /** Takes note of photos and their labels; those known already keep what is known of them. */
  know(photos: readonly { readonly photo: PhotoId | null; readonly truth: string; readonly label: string | null }[]) {
    for (const { photo, truth, label } of photos) {
      if (photo !== null && !this.#known.has(photo)) this.#known.set(photo, { truth, label });
    }
  }

  /** The class that a person gave instead of the one that the run learned; null: none. */
  correctionOf(photo: PhotoId | null): string | null {
    const known = photo === null ? undefined : this.#known.get(photo);
    return known && isCorrected(known) ? known.label : null;
  }

  /** Gives photos a class: one undo step. */
  async give(photos: readonly PhotoId[], className: string): Promise<void> {
    if (photos.length === 0) return;
    this.problem = null;
    try {
      await this.#engine.ask('library.label', { photos, className });
      for (const photo of photos) this.#take(photo, className);
      this.last = { photos, className };
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  /** Reads labels that may have changed. null: photos came or went, and with them labels that were given. */
  async #read(changed: readonly PhotoId[] | null): Promise<void> {
    const labelled = [...this.#known].flatMap(([photo, { label }]) => (label === null ? [] : [photo]));
    const asked = (changed ?? labelled).filter((photo) => this.#known.has(photo));
    await Promise.all(
      asked.map(async (photo) => {
        // A photo that has left the library cannot be corrected in it.
        const found = await this.#engine.ask('library.photo', { photo }).catch(() => ({ label: null }));
        this.#take(photo, found.label);
      }),
    );
    const given = this.last;
    if (given?.photos.every((photo) => this.#known.get(photo)?.label !== given.className)) this.last = null;
  }

  #take(photo: PhotoId, label: string | null): void {
    const known = this.#known.get(photo);
    if (known) this.#known.set(photo, { ...known, label });
  }
}

const isCorrected = ({ truth, label }: Known): boolean => label !== null && label !== truth;
