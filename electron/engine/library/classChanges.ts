import type { Labelling } from '../../contract/index.ts';
import type { Database } from './database.ts';

// What a person says of classes themselves; as in changes.ts, each edit is a plain record, and so is its inverse.

type Values<T> = readonly (readonly [id: number, value: T])[];

/** As the columns of the table `classes`. */
export interface ClassFacts {
  /** What a person calls it; null: as networks do. */
  readonly shown: string | null;
  /** The class that it was merged into. */
  readonly becomes: number | null;
  /** The class it lies below. */
  readonly parent: number | null;
  /** Where it stands on the shelf; null: nobody put it there. */
  readonly place: number | null;
}

export type ClassChange =
  | { readonly sets: 'class'; readonly values: Values<ClassFacts> }
  /** The id is 0: there is one for the whole library. */
  | { readonly sets: 'labelling'; readonly values: Values<Labelling> };

export function inverseOfClasses(database: Database, change: ClassChange): ClassChange {
  return change.sets === 'class'
    ? { sets: 'class', values: change.values.map(([id]) => [id, classFacts(database, id)] as const) }
    : { sets: 'labelling', values: [[0, labellingOf(database)]] };
}

/** Must run inside a transaction. */
export function applyToClasses(database: Database, change: ClassChange): void {
  if (change.sets === 'class')
    for (const [id, { shown, becomes, parent, place }] of change.values)
      database.run(
        'UPDATE classes SET shown = ?, becomes = ?, parent = ?, place = ? WHERE id = ?',
        ...[shown, becomes, parent, place, id],
      );
  else
    for (const [, labelling] of change.values)
      database.run("INSERT OR REPLACE INTO library_facts (key, value) VALUES ('labelling', ?)", labelling);
}

export const classFacts = (database: Database, id: number): ClassFacts =>
  database.get<ClassFacts>('SELECT shown, becomes, parent, place FROM classes WHERE id = ?', id) ?? nothingSaid;

const nothingSaid: ClassFacts = { shown: null, becomes: null, parent: null, place: null };

export const labellingOf = (database: Database): Labelling =>
  database.get<{ value: Labelling }>("SELECT value FROM library_facts WHERE key = 'labelling'")?.value ?? 'single';
