import type { Rows } from './rows.ts';
import type { Steps } from './steps.ts';

// Trees that halve the rows again and again along a direction through two drawn rows, so that alike rows end in one leaf.
// Source: Dasgupta and Freund, "Random projection trees and low dimensional manifolds", 2008; two rows as Annoy draws them.

export interface Tree {
  /** [inner, dims] where a row lies along it decides on which side it goes on. */
  readonly directions: Float32Array;
  /** [inner] below it: first side. */
  readonly thresholds: Float32Array;
  /** [inner, 2] the next node on each side; −1 − leaf where it ends. */
  readonly sides: Int32Array;
  /** [leaves + 1] where the rows of a leaf begin in `members`. */
  readonly starts: Int32Array;
  readonly members: Int32Array;
}

export interface ForestBy {
  readonly trees: number;
  /** Rows of a leaf at most, and half of that at least. */
  readonly leaf: number;
  readonly rng: () => number;
}

export function* forestOf(rows: Rows, { trees, leaf, rng }: ForestBy): Steps<Tree[]> {
  const forest: Tree[] = [];
  for (let tree = 0; tree < trees; tree += 1) {
    const growing = new Growing(rows, leaf, rng);
    while (growing.splitNext()) yield (tree + growing.share) / trees;
    forest.push(growing.tree());
  }
  return forest;
}

/** The leaf that a row would lie in. */
export function leafOf(tree: Tree, rows: Rows, row: number): number {
  let node = tree.sides.length > 0 ? 0 : -1;
  while (node >= 0) {
    const along = project(rows, row, tree.directions, node);
    node = tree.sides[2 * node + (along < (tree.thresholds[node] ?? 0) ? 0 : 1)] ?? -1;
  }
  return -1 - node;
}

interface Branch {
  readonly from: number;
  readonly to: number;
  /** Where the number of the node is to be written. */
  readonly side: number;
}

class Growing {
  readonly #rows: Rows;
  readonly #leaf: number;
  readonly #rng: () => number;
  readonly #members: Int32Array;
  readonly #waiting: Branch[];
  readonly #starts: number[] = [];
  readonly #thresholds: number[] = [];
  readonly #directions: number[] = [];
  readonly #sides: number[] = [];
  #sorted = 0;

  constructor(rows: Rows, leaf: number, rng: () => number) {
    this.#rows = rows;
    this.#leaf = leaf;
    this.#rng = rng;
    this.#members = Int32Array.from({ length: rows.count }, (_, row) => row);
    this.#waiting = [{ from: 0, to: rows.count, side: -1 }];
  }

  /** Of the rows, how many lie in their leaf. */
  get share(): number {
    return this.#sorted / Math.max(1, this.#rows.count);
  }

  /** False when there is nothing left to split. */
  splitNext(): boolean {
    const branch = this.#waiting.pop();
    if (!branch) return false;
    if (branch.to - branch.from <= this.#leaf) this.#end(branch);
    else this.#split(branch);
    return true;
  }

  tree(): Tree {
    return {
      directions: Float32Array.from(this.#directions),
      thresholds: Float32Array.from(this.#thresholds),
      sides: Int32Array.from(this.#sides),
      starts: Int32Array.from([...this.#starts, this.#rows.count]),
      members: this.#members,
    };
  }

  #end({ from, to, side }: Branch): void {
    if (side >= 0) this.#sides[side] = -1 - this.#starts.length;
    this.#starts.push(from);
    this.#sorted += to - from;
  }

  #split({ from, to, side }: Branch): void {
    const node = this.#thresholds.length;
    if (side >= 0) this.#sides[side] = node;
    this.#direct(from, to);
    const own = this.#members.slice(from, to);
    const directions = Float32Array.from(this.#directions.slice(-this.#rows.dims));
    const along = Float32Array.from(own, (row) => project(this.#rows, row, directions, 0));
    const middle = own.length >> 1;
    const threshold = along.toSorted()[middle] ?? 0;
    this.#thresholds.push(threshold);
    this.#sides.push(0, 0);
    this.#part(own, along, { from, middle, threshold });
    // The first side is taken up first, so that leaves lie in the order of `members`.
    this.#waiting.push({ from: from + middle, to, side: 2 * node + 1 }, { from, to: from + middle, side: 2 * node });
  }

  /** Appends the direction from one drawn row to another. */
  #direct(from: number, to: number): void {
    const { dims, values } = this.#rows;
    const count = to - from;
    const drawn = (below: number): number => Math.floor(this.#rng() * below);
    const first = drawn(count);
    const at = (place: number): number => (this.#members[from + (place % count)] ?? 0) * dims;
    // Never the same one twice: it has no direction to itself.
    const [here, there] = [at(first), at(first + 1 + drawn(count - 1))];
    for (let d = 0; d < dims; d += 1) this.#directions.push((values[there + d] ?? 0) - (values[here + d] ?? 0));
  }

  /** Rows below the threshold first; those right at it, copies perhaps, fill up both sides. */
  #part(own: Int32Array, along: Float32Array, { from, middle, threshold }: Parting): void {
    const below = along.reduce((count, value) => count + (value < threshold ? 1 : 0), 0);
    let [first, equal, last] = [from, from + below, from + middle];
    let room = middle - below;
    own.forEach((row, i) => {
      const value = along[i] ?? 0;
      if (value < threshold) this.#members[first++] = row;
      else if (value === threshold && room > 0) {
        this.#members[equal++] = row;
        room -= 1;
      } else this.#members[last++] = row;
    });
  }
}

interface Parting {
  readonly from: number;
  readonly middle: number;
  readonly threshold: number;
}

function project({ dims, values }: Rows, row: number, directions: Float32Array, node: number): number {
  const [from, to] = [row * dims, node * dims];
  let sum = 0;
  for (let d = 0; d < dims; d += 1) sum += (values[from + d] ?? 0) * (directions[to + d] ?? 0);
  // Rounded as what it is compared with was.
  return Math.fround(sum);
}
