import type { Database } from './database.ts';
import type { MoveChange, Place } from './moveChanges.ts';
import { spokenOf } from './spoken.ts';

// A path is one photo's, also while that one is forgotten. Whoever moves to a path needs it to be free.

interface Holder {
  readonly id: number;
  readonly path: string;
  readonly forgotten: boolean;
}

interface Moves {
  readonly values: MoveChange['values'];
  /** Photos that give their paths up to those that move; `values` has their new ones as well. */
  readonly yielding: readonly number[];
}

/**
 * The moves that can be made now. A photo that holds a path which another is to take yields where no person has spoken of
 * it and `mayYield` agrees: it takes a path that is left. Moves to the paths of the others are left out, as are those of
 * photos that are not known.
 */
export function withRoom(
  database: Database,
  values: MoveChange['values'],
  mayYield: (holder: Holder) => boolean,
): Moves {
  const before = pathsOf(database, values);
  for (let moves = values.filter(([id]) => before.has(id)); ;) {
    const holders = holdersOf(database, moves);
    const spoken = spokenOf(
      database,
      holders.map(({ id }) => id),
    );
    const staying = new Set(
      holders.filter((holder) => spoken.has(holder.id) || !mayYield(holder)).map(({ path }) => path),
    );
    if (staying.size === 0) return roomMade(moves, holders, before);
    moves = moves.filter(([, { path }]) => !staying.has(path));
  }
}

/** There are never more holders than paths that are left: each of them holds one that a moving photo takes. */
function roomMade(moves: MoveChange['values'], holders: readonly Holder[], before: ReadonlyMap<number, string>): Moves {
  const taken = new Set(moves.map(([, { path }]) => path));
  const left = moves.flatMap(([id]) => before.get(id) ?? []).filter((path) => !taken.has(path));
  const yielded = holders.map(({ id }, at) => [id, placeWithoutFile(left[at] ?? '')] as const);
  return { values: [...moves, ...yielded], yielding: holders.map(({ id }) => id) };
}

/** A file that comes to this path is another one than the photo's. */
const placeWithoutFile = (path: string): Place => ({ path, modifiedMs: 0 });

function pathsOf(database: Database, values: MoveChange['values']): Map<number, string> {
  const rows = database.all<{ id: number; path: string }>(
    'SELECT id, path FROM photos WHERE id IN (SELECT value FROM json_each(?))',
    JSON.stringify(values.map(([id]) => id)),
  );
  return new Map(rows.map(({ id, path }) => [id, path]));
}

/** Photos that do not move and hold a path that is to be taken. */
function holdersOf(database: Database, moves: MoveChange['values']): Holder[] {
  const moving = new Set(moves.map(([id]) => id));
  const rows = database.all<Omit<Holder, 'forgotten'> & { forgotten: number }>(
    'SELECT id, path, forgotten FROM photos WHERE path IN (SELECT value FROM json_each(?)) ORDER BY id',
    JSON.stringify(moves.map(([, { path }]) => path)),
  );
  return rows.filter(({ id }) => !moving.has(id)).map((row) => ({ ...row, forgotten: row.forgotten === 1 }));
}
