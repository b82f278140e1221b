import type { BoxClass } from '../../electron/contract/index.ts';

/** The classes that boxes are given: those that drawn boxes have, and those that were named for boxes to come. */
export class BoxClasses {
  /** As the engine counts them; null: it has not said yet. */
  #counted = $state.raw<readonly BoxClass[] | null>(null);
  #named = $state.raw<readonly string[]>([]);
  /** A class keeps its place, and with it its key and its color, for as long as it is there. */
  #order = $state.raw<readonly string[]>([]);
  #chosen = $state<string | null>(null);

  readonly all = $derived<readonly BoxClass[]>(
    this.#order.map(
      (name) => this.#counted?.find(({ className }) => className === name) ?? { className: name, boxes: 0, photos: 0 },
    ),
  );
  /** What new boxes are; null: there is no class. */
  readonly chosen = $derived(this.#order.find((name) => name === this.#chosen) ?? this.#order[0] ?? null);
  /** The engine has said which there are. */
  readonly loaded = $derived(this.#counted !== null);

  take(counted: readonly BoxClass[]): void {
    this.#counted = counted;
    this.#settle();
  }

  /** Names a class for boxes to come, and chooses it. */
  add(className: string): void {
    if (!this.#named.includes(className)) this.#named = [...this.#named, className];
    this.#chosen = className;
    this.#settle();
  }

  /** Takes back a name that no box has. */
  forget(className: string): void {
    this.#named = this.#named.filter((name) => name !== className);
    this.#settle();
  }

  choose(className: string): void {
    this.#chosen = className;
  }

  #settle(): void {
    const there = [...(this.#counted ?? []).map(({ className }) => className), ...this.#named];
    const staying = this.#order.filter((name) => there.includes(name));
    this.#order = [...staying, ...there.filter((name, at) => !staying.includes(name) && there.indexOf(name) === at)];
  }
}
