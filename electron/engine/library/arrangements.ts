import { isGroupOrder } from '../../contract/index.ts';
import type { FoundId, GroupOrder, Photo, PhotoGroup, PhotoOrder } from '../../contract/index.ts';

/** Orders that are worked out elsewhere. */
export type RankedOrder = 'uncertainty' | 'useful';

/** Photos of a search, the best first. */
export interface FoundRanking {
  readonly photos: Int32Array;
  readonly set: ReadonlySet<number>;
}

/**
 * How photos are arranged by what the columns do not hold: what searches found, what suggestions are unsure of, and which
 * photos belong together. Whoever works one of these out puts it here.
 */
export class Arrangements {
  /** Grows with every change. */
  version = 0;
  readonly #ranks = new Map<RankedOrder, Float32Array>();
  readonly #groups = new Map<GroupOrder, Groups>();
  readonly #found = new Map<FoundId, FoundRanking>();
  #lastFound: FoundId = 0;

  /** @param ranks  [photo id] the lowest first; NaN stands last; null: not known */
  rank(order: RankedOrder, ranks: Float32Array | null): void {
    if (ranks === null) this.#ranks.delete(order);
    else this.#ranks.set(order, ranks);
    this.version += 1;
  }

  ranksOf(order: RankedOrder): Float32Array | null {
    return this.#ranks.get(order) ?? null;
  }

  /** @param groupOf  [photo id] the number of its group; photos of one number stand together; below 0: in none */
  group(order: GroupOrder, groupOf: Int32Array | null): void {
    if (groupOf === null) this.#groups.delete(order);
    else this.#groups.set(order, groupsIn(groupOf));
    this.version += 1;
  }

  groupsOf(order: GroupOrder): Int32Array | null {
    return this.#groups.get(order)?.groupOf ?? null;
  }

  /** Where a photo stands in its group, whatever a filter hides; null: alone. */
  groupOf(order: GroupOrder, photo: number): PhotoGroup | null {
    const groups = this.#groups.get(order);
    const id = groups?.groupOf[photo] ?? -1;
    const members = groups?.members.get(id);
    return id < 0 || !members || members.length < 2
      ? null
      : { id, size: members.length, place: members.indexOf(photo) };
  }

  /** Rows with their groups, where the order keeps those together. */
  grouped(rows: readonly Photo[], order: PhotoOrder): Photo[] {
    if (!isGroupOrder(order)) return [...rows];
    return rows.map((photo) => ({ ...photo, group: this.groupOf(order, photo.id) }));
  }

  /** Keeps what a search found. */
  find(photos: Int32Array): FoundId {
    this.#lastFound += 1;
    this.#found.set(this.#lastFound, { photos, set: new Set(photos) });
    this.version += 1;
    return this.#lastFound;
  }

  /** Forgets what a search found. */
  drop(found: FoundId): void {
    if (this.#found.delete(found)) this.version += 1;
  }

  foundOf(found: FoundId): FoundRanking | null {
    return this.#found.get(found) ?? null;
  }
}

interface Groups {
  readonly groupOf: Int32Array;
  readonly members: ReadonlyMap<number, readonly number[]>;
}

function groupsIn(groupOf: Int32Array): Groups {
  const members = new Map<number, number[]>();
  groupOf.forEach((id, photo) => {
    if (id < 0) return;
    const known = members.get(id);
    if (known) known.push(photo);
    else members.set(id, [photo]);
  });
  return { groupOf, members };
}
