import type { StrokeClass } from '../../contract/index.ts';
import type { Database } from './database.ts';

// What a person paints; as in changes.ts, each edit is a plain record, and so is its inverse.

type Values<T> = readonly (readonly [id: number, value: T])[];

interface SetNames {
  readonly name: string;
  readonly classes: readonly StrokeClass[];
}

export type StrokeChange =
  | { readonly sets: 'stroke-there'; readonly set: number; readonly values: Values<boolean> }
  | { readonly sets: 'stroke-set-there'; readonly values: Values<boolean> }
  | { readonly sets: 'stroke-set'; readonly values: Values<SetNames> };

export function inverseOfStrokes(database: Database, change: StrokeChange): StrokeChange {
  switch (change.sets) {
    case 'stroke-there':
      return { ...change, values: change.values.map(([id]) => [id, isThere(database, 'strokes', id)] as const) };
    case 'stroke-set-there':
      return { ...change, values: change.values.map(([id]) => [id, isThere(database, 'stroke_sets', id)] as const) };
    case 'stroke-set':
      return { ...change, values: change.values.map(([id]) => [id, namesOf(database, id)] as const) };
  }
}

/** Must run inside a transaction. */
export function applyToStrokes(database: Database, change: StrokeChange): void {
  switch (change.sets) {
    case 'stroke-there':
      for (const [stroke, there] of change.values)
        database.run('UPDATE strokes SET removed = ? WHERE id = ?', Number(!there), stroke);
      return;
    case 'stroke-set-there':
      for (const [set, there] of change.values)
        database.run('UPDATE stroke_sets SET removed = ? WHERE id = ?', Number(!there), set);
      return;
    case 'stroke-set':
      for (const [set, { name, classes }] of change.values)
        database.run('UPDATE stroke_sets SET name = ?, classes = ? WHERE id = ?', name, JSON.stringify(classes), set);
  }
}

const isThere = (database: Database, table: 'strokes' | 'stroke_sets', id: number): boolean =>
  database.get<{ removed: number }>(`SELECT removed FROM ${table} WHERE id = ?`, id)?.removed === 0;

function namesOf(database: Database, set: number): SetNames {
  const row = database.get<{ name: string; classes: string }>(
    'SELECT name, classes FROM stroke_sets WHERE id = ?',
    set,
  );
  return { name: row?.name ?? '', classes: JSON.parse(row?.classes ?? '[]') as StrokeClass[] };
}
