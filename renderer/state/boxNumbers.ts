import type { BoxId } from '../../electron/contract/index.ts';

/** The numbers that the engine gave to boxes, by the keys that boxes have in this window. */
export class BoxNumbers {
  readonly #idOf = new Map<string, BoxId>();
  /** Of boxes that were drawn in this window: they keep the key they had before they had a number. */
  readonly #keyOf = new Map<BoxId, string>();
  #drawnHere = 0;

  /** A key for a box that has no number yet. */
  freshKey(): string {
    return `drawn here ${(this.#drawnHere += 1)}`;
  }

  /** The boxes of these keys have got these numbers, in the same order. */
  give(keys: readonly string[], ids: readonly BoxId[]): void {
    for (const [at, key] of keys.entries()) {
      const id = ids[at];
      if (id === undefined) continue;
      this.#idOf.set(key, id);
      this.#keyOf.set(id, key);
    }
  }

  /** The key of a box that has a number. */
  keyOf(kind: 'drawn' | 'found', id: BoxId): string {
    const key = (kind === 'drawn' ? this.#keyOf.get(id) : undefined) ?? `${kind} ${id}`;
    this.#idOf.set(key, id);
    return key;
  }

  /** Numbers of boxes; one whose drawing failed has none. */
  idsOf(keys: readonly string[]): readonly BoxId[] {
    return keys.flatMap((key) => this.#idOf.get(key) ?? []);
  }
}
