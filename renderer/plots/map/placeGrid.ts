import type { Place } from './camera.ts';
import { inside } from './camera.ts';

/** A part of the map. */
export interface Area {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

interface Columns {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** Places within 0 to 1 sorted into squares, so that those near a point or in a part are found without asking all. */
export class PlaceGrid {
  readonly #x: Float32Array;
  readonly #y: Float32Array;
  /** Squares along a side. */
  readonly #side: number;
  readonly #starts: Int32Array;
  readonly #members: Int32Array;

  constructor({ x, y }: Columns) {
    this.#x = x;
    this.#y = y;
    this.#side = Math.min(256, Math.max(1, Math.round(Math.sqrt(x.length / 4))));
    const squares = Int32Array.from(x, (own, i) => this.#square(own) + this.#side * this.#square(y[i] ?? 0));
    this.#starts = new Int32Array(this.#side ** 2 + 1);
    for (const square of squares) this.#starts[square + 1] = (this.#starts[square + 1] ?? 0) + 1;
    for (let i = 0; i < this.#side ** 2; i += 1)
      this.#starts[i + 1] = (this.#starts[i + 1] ?? 0) + (this.#starts[i] ?? 0);
    const next = this.#starts.slice();
    this.#members = new Int32Array(x.length);
    squares.forEach((square, i) => {
      const at = next[square] ?? 0;
      this.#members[at] = i;
      next[square] = at + 1;
    });
  }

  /** Places of a part, those of its squares that reach out of it left out; none where there are more than `most`. */
  within(area: Area, most = Infinity): number[] {
    const found: number[] = [];
    for (const [from, to] of this.#rows(area)) {
      for (let at = from; at < to; at += 1) {
        const place = this.#members[at] ?? 0;
        const [x, y] = [this.#x[place] ?? 0, this.#y[place] ?? 0];
        if (x < area.x0 || x > area.x1 || y < area.y0 || y > area.y1) continue;
        found.push(place);
        if (found.length > most) return [];
      }
    }
    return found;
  }

  /** The place nearest to another within a reach; -1 where there is none. */
  nearest({ x, y }: Place, reach: number): number {
    let [best, found] = [reach * reach, -1];
    for (const place of this.within({ x0: x - reach, y0: y - reach, x1: x + reach, y1: y + reach })) {
      const distance = ((this.#x[place] ?? 0) - x) ** 2 + ((this.#y[place] ?? 0) - y) ** 2;
      if (distance <= best) [best, found] = [distance, place];
    }
    return found;
  }

  /** Places inside a closed line. */
  inside(line: readonly Place[]): number[] {
    if (line.length < 3) return [];
    const bounds = line.reduce(
      ({ x0, y0, x1, y1 }, { x, y }) => ({
        ...{ x0: Math.min(x0, x), y0: Math.min(y0, y) },
        ...{ x1: Math.max(x1, x), y1: Math.max(y1, y) },
      }),
      { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity },
    );
    return this.within(bounds).filter((place) => inside(line, { x: this.#x[place] ?? 0, y: this.#y[place] ?? 0 }));
  }

  /** Parts of `members`, one a row of squares that a part of the map touches. */
  *#rows({ x0, y0, x1, y1 }: Area): Generator<readonly [from: number, to: number]> {
    const [left, right] = [this.#square(x0), this.#square(x1)];
    for (let row = this.#square(y0); row <= this.#square(y1); row += 1) {
      const start = row * this.#side;
      yield [this.#starts[start + left] ?? 0, this.#starts[start + right + 1] ?? 0];
    }
  }

  #square(value: number): number {
    return Math.min(this.#side - 1, Math.max(0, Math.floor(value * this.#side)));
  }
}
