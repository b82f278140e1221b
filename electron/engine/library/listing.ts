import type { FoundId, PhotoFilter, PhotoOrder } from '../../contract/index.ts';
import type { Arrangements } from './arrangements.ts';
import type { Columns } from './columns.ts';
import type { Database } from './database.ts';
import { testOf } from './filter.ts';

/**
 * Ids of photos by filter and order.
 *
 * - added: in the order they came, so that nothing in sight moves while more arrive
 * - taken: oldest first, those without a date last
 * - name: by the alphabet
 * - rating: most stars first, those without any word last
 * - probability: surest first, those without a suggestion last
 * - uncertainty, useful: as they were worked out; by probability, the least first, until they are
 * - found: as the search of the filter ranked them
 * - burst, alike, cluster: groups where their first photo stands by time, each with its photos together
 */
export class Listing {
  readonly #database: Database;
  readonly #columns: Columns;
  readonly #arrangements: Arrangements;
  readonly #orders = new Map<PhotoOrder, { at: number; ids: Int32Array }>();
  /** The last answer: a grid asks for page after page of the same one. */
  #answered: { key: string; version: number; ids: Int32Array } | null = null;

  constructor(database: Database, columns: Columns, arrangements: Arrangements) {
    this.#database = database;
    this.#columns = columns;
    this.#arrangements = arrangements;
  }

  ids(filter: PhotoFilter, order: PhotoOrder): Int32Array {
    const version = this.#columns.version + this.#arrangements.version;
    const key = JSON.stringify([filter, order]);
    if (this.#answered?.key === key && this.#answered.version === version) return this.#answered.ids;
    const misses = testOf(this.#columns, filter, (found) => this.#arrangements.foundOf(found)?.set ?? null);
    const ids = this.#ordered(order, filter.found).filter((photo) => misses(photo) === 0);
    this.#answered = { key, version, ids };
    return ids;
  }

  #ordered(order: PhotoOrder, found: FoundId | null): Int32Array {
    if (order === 'found') return this.#byFound(found);
    const at = this.#versionFor(order);
    const known = this.#orders.get(order);
    if (known?.at === at) return known.ids;
    const ids = this.#sorted(order);
    this.#orders.set(order, { at, ids });
    return ids;
  }

  /** Names, dates and the order of arrival do not change with what is said about a photo. */
  #versionFor(order: PhotoOrder): number {
    const { version, membership, dates } = this.#columns;
    if (order === 'added' || order === 'name') return membership;
    return order === 'taken' ? membership + dates : version + this.#arrangements.version;
  }

  #sorted(order: Exclude<PhotoOrder, 'found'>): Int32Array {
    const { takenAt, probability, rating } = this.#columns;
    switch (order) {
      case 'added':
        return this.#present();
      case 'name':
        return this.#byName();
      case 'taken':
        return byTime(this.#present(), takenAt);
      case 'rating':
        return byLevel(this.#present(), 7, (photo) => 6 - (rating[photo] ?? 0));
      case 'probability':
        return byProbability(this.#present(), (photo) => 1 - (probability[photo] ?? Number.NaN));
      case 'uncertainty':
      case 'useful': {
        const ranks = this.#arrangements.ranksOf(order);
        if (ranks === null) return byProbability(this.#present(), (photo) => probability[photo] ?? Number.NaN);
        return byRank(this.#present(), ranks);
      }
      case 'burst':
      case 'alike':
      case 'cluster':
        return together(byTime(this.#present(), takenAt), this.#arrangements.groupsOf(order));
    }
  }

  /** Photos that are in the library, in the order of a search; all as they came where there is no search. */
  #byFound(found: FoundId | null): Int32Array {
    const ranking = found === null ? null : this.#arrangements.foundOf(found);
    const { state } = this.#columns;
    return ranking?.photos.filter((photo) => (state[photo] ?? 0) !== 0) ?? this.#ordered('added', null);
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
 * By a number within 0 to 1, the lowest first and unknown last, by counting: while a job runs this order is made anew
 * again and again. Numbers closer than 1/65,535 stay in the order in which the photos came.
 */
function byProbability(ids: Int32Array, valueOf: (photo: number) => number): Int32Array {
  const levels = 65_536;
  return byLevel(ids, levels + 1, (photo) => {
    const value = valueOf(photo);
    return Number.isNaN(value) ? levels : Math.round(value * (levels - 1));
  });
}

/** Lowest level first; photos of one level stay in their order. */
function byLevel(ids: Int32Array, levels: number, levelOf: (photo: number) => number): Int32Array {
  const starts = new Int32Array(levels + 1);
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

/** Lowest rank first, unknown last. */
function byRank(ids: Int32Array, ranks: Float32Array): Int32Array {
  const known = ids.filter((photo) => !Number.isNaN(ranks[photo] ?? Number.NaN));
  const unknown = ids.filter((photo) => Number.isNaN(ranks[photo] ?? Number.NaN));
  return joined(
    known.sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0) || a - b),
    unknown,
  );
}

/** Photos of a group right after its first one; the others stay where they are. */
function together(ids: Int32Array, groupOf: Int32Array | null): Int32Array {
  if (groupOf === null) return ids;
  const members = new Map<number, number[]>();
  for (const photo of ids) {
    const group = groupOf[photo] ?? -1;
    if (group < 0) continue;
    const known = members.get(group);
    if (known) known.push(photo);
    else members.set(group, [photo]);
  }
  const sorted = new Int32Array(ids.length);
  let place = 0;
  for (const photo of ids) {
    const group = groupOf[photo] ?? -1;
    if (group < 0) sorted[place++] = photo;
    else for (const member of members.get(group) ?? []) sorted[place++] = member;
    members.delete(group);
  }
  return sorted;
}

function joined(first: Int32Array, second: Int32Array): Int32Array {
  const all = new Int32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
