/** Sets that only ever grow together; each is known by its lowest index (union-find, R. Tarjan, 1975). */
export class Joined {
  readonly #parent: Int32Array;

  constructor(count: number) {
    this.#parent = Int32Array.from({ length: count }, (_, index) => index);
  }

  join(a: number, b: number): void {
    const [rootA, rootB] = [this.#root(a), this.#root(b)];
    this.#parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }

  joinAll(set: readonly number[]): void {
    for (const index of set) this.join(set[0] ?? index, index);
  }

  areTogether(a: number, b: number): boolean {
    return this.#root(a) === this.#root(b);
  }

  /** [N] the number of each index's set where it has two or more; −1: alone. */
  grouped(): Int32Array {
    const numbers = new Int32Array(this.#parent.length).fill(-1);
    for (const [number, set] of this.sets().entries()) for (const index of set) numbers[index] = number;
    return numbers;
  }

  /** [N] the number of each index's set, by first occurrence. */
  numbered(): Int32Array {
    const numbers = new Map<number, number>();
    return this.#parent.map((_, index) => {
      const root = this.#root(index);
      const number = numbers.get(root) ?? numbers.size;
      numbers.set(root, number);
      return number;
    });
  }

  /** The sets of two or more. */
  sets(): number[][] {
    const sets = new Map<number, number[]>();
    for (let index = 0; index < this.#parent.length; index += 1) {
      const root = this.#root(index);
      const set = sets.get(root);
      if (set) set.push(index);
      else sets.set(root, [index]);
    }
    return [...sets.values()].filter((set) => set.length > 1);
  }

  #root(index: number): number {
    let root = index;
    for (let up = this.#parent[root] ?? root; up !== root; up = this.#parent[root] ?? root) {
      this.#parent[root] = this.#parent[up] ?? up;
      root = up;
    }
    return root;
  }
}
