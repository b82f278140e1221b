import type { ClassId } from '../../contract/index.ts';
import { classFacts, type ClassFacts } from './classChanges.ts';
import type { Database } from './database.ts';

// Which class lies below which, and where they stand on the shelf.

/** A class and what is to be said of it. */
type Placed = readonly [id: ClassId, facts: ClassFacts];

/**
 * Whether a class lies below another, at any depth.
 *
 * @param said  facts of the same edit, which the database does not have yet
 */
export function isBelow(
  database: Database,
  id: ClassId,
  above: ClassId,
  said: ReadonlyMap<ClassId, ClassFacts> = new Map(),
): boolean {
  const parentOf = (one: ClassId): ClassId | null => (said.get(one) ?? classFacts(database, one)).parent;
  const seen = new Set<ClassId>();
  for (let up = parentOf(id); up !== null && !seen.has(up); up = parentOf(up)) {
    if (up === above) return true;
    seen.add(up);
  }
  return false;
}

/** Where the last class of the shelf stands. */
export const lastPlace = (database: Database): number =>
  database.get<{ place: number | null }>('SELECT max(place) AS place FROM classes')?.place ?? 0;

/** What puts classes at the end of the shelf, each below its parent; one that would lie below itself has none. */
export function puttingOnShelf(
  database: Database,
  classes: readonly { readonly id: ClassId; readonly parent: ClassId | null }[],
): Placed[] {
  const said = new Map<ClassId, ClassFacts>();
  const last = lastPlace(database);
  for (const { id, parent } of classes) {
    if (said.has(id)) continue;
    const isLoop = parent !== null && (parent === id || isBelow(database, parent, id, said));
    said.set(id, { ...classFacts(database, id), parent: isLoop ? null : parent, place: last + said.size + 1 });
  }
  return [...said];
}
