import type { PhotoFilter, PhotoOrder } from '../../contract/index.ts';
import type { Columns } from './columns.ts';
import type { Database } from './database.ts';
import { testOf } from './filter.ts';

/**
 * Ids of photos by filter and order.
 *
 * - added: in the order they came, so that nothing in sight moves while more arrive
 * - taken: oldest first, those without a date last
 * - name: by the alphabet
 * - probability: surest first, those without a suggestion last
 */
export class Listing {
  readonly #database: Database;
  readonly #columns: Columns;
  readonly #orders = new Map<PhotoOrder, { at: number; ids: Int32Array }>();
  /** The last answer: a grid asks for page after page of the same one. */
  #answered: { key: string; version: number; ids: Int32Array } | null = null;

  constructor(database: Database, columns: Columns) {
    this.#database = database;
    this.#columns = columns;
  }

  ids(filter: PhotoFilter, order: PhotoOrder): Int32Array {
    const { version } = this.#columns;
    const key = JSON.stringify([filter, order]);
    if (this.#answered?.key === key && this.#answered.version === version) return this.#answered.ids;
    const misses = testOf(this.#columns, filter);
    const ids = this.#ordered(order).filter((photo) => misses(photo) === 0);
    this.#answered = { key, version, ids };
    return ids;
  }

  #ordered(order: PhotoOrder): Int32Array {
    const { version, membership, dates } = this.#columns;
    // Names, dates and the order of arrival do not change with what is said about a photo.
    const at = order === 'probability' ? version : order === 'taken' ? membership + dates : membership;
    const known = this.#orders.get(order);
    if (known?.at === at) return known.ids;
    const ids = this.#sorted(order);
    this.#orders.set(order, { at, ids });
    return ids;
  }

  #sorted(order: PhotoOrder): Int32Array {
    const { takenAt, probability } = this.#columns;
    switch (order) {
      case 'added':
        return this.#present();
      case 'name':
        return this.#byName();
      case 'taken':
        return byTime(this.#present(), takenAt);
      case 'probability':
        return byProbability(this.#present(), probability);
    }
  }

  #present(): Int32Array {
    const { state, end } = this.#columns;
    const ids = new Int32Array(end);
    let count = 0;
    for (let photo = 0; photo < end; photo += 1) if (state[photo] !== 0) ids[count++] = photo;
    return ids.slice(0, count);
  }

  #byName(): Int32Array {
    const rows = this.#database.all<{ id: number }>(
      'SELECT id FROM photos WHERE forgotten = 0 ORDER BY file_name COLLATE NOCASE, id',
    );
    return Int32Array.from(rows, ({ id }) => id);
  }
}

/** Oldest first, unknown last. Time and position are packed into one number: typed arrays sort those fastest. */
function byTime(ids: Int32Array, takenAt: Float64Array): Int32Array {
  const known = ids.filter((photo) => !Number.isNaN(takenAt[photo]));
  const unknown = ids.filter((photo) => Number.isNaN(takenAt[photo]));
  // 2²⁰ positions beside 32 bits of seconds fit the 53 bits of a number.
  const packed = Float64Array.from(known, (photo, position) => (takenAt[photo] ?? 0) * positions + position).sort();
  const sorted = Int32Array.from(packed, (value) => known[((value % positions) + positions) % positions] ?? 0);
  return joined(sorted, unknown);
}

const positions = 2 ** 20;

/**
 * Surest first, unknown last, by counting: while a job runs this order is made anew again and again. Probabilities
 * closer than 1/65,535 stay in the order in which the photos came.
 */
function byProbability(ids: Int32Array, probability: Float64Array): Int32Array {
  const levels = 65_536;
  const starts = new Int32Array(levels + 2);
  const levelOf = (photo: number): number => {
    const value = probability[photo] ?? Number.NaN;
    return Number.isNaN(value) ? levels : Math.round((1 - value) * (levels - 1));
  };
  for (const photo of ids) {
    const next = levelOf(photo) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let level = 1; level < starts.length; level += 1)
    starts[level] = (starts[level] ?? 0) + (starts[level - 1] ?? 0);
  const sorted = new Int32Array(ids.length);
  for (const photo of ids) {
    const level = levelOf(photo);
    const place = starts[level] ?? 0;
    sorted[place] = photo;
    starts[level] = place + 1;
  }
  return sorted;
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const all = new Int32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
