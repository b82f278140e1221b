/** Room for a number of things; what was not wanted for longest makes room for the next. */
export class Slots {
  readonly #slotOf = new Map<number, number>();
  readonly #free: number[];

  constructor(count: number) {
    this.#free = Array.from({ length: count }, (_, slot) => count - 1 - slot);
  }

  /** Where a thing lies, wanted again; undefined: nowhere. */
  find(thing: number): number | undefined {
    const slot = this.#slotOf.get(thing);
    if (slot !== undefined) {
      // Maps keep the order of setting: the first is the one that was not wanted for longest.
      this.#slotOf.delete(thing);
      this.#slotOf.set(thing, slot);
    }
    return slot;
  }

  /** A slot for a thing that has none. */
  take(thing: number): number {
    const free = this.#free.pop();
    const [oldest] = free === undefined ? this.#slotOf : [];
    const slot = free ?? oldest?.[1] ?? 0;
    if (oldest) this.#slotOf.delete(oldest[0]);
    this.#slotOf.set(thing, slot);
    return slot;
  }
}
