import type { Database } from './database.ts';

// A class has one number, the name that networks know it by, and what a person calls it; merged classes become another.

/** The number of a name as networks and files say it, given out at its first use. */
export function classNumber(database: Database, name: string): number {
  const known = database.get<{ id: number }>('SELECT id FROM classes WHERE name = ?', name);
  return known?.id ?? database.run('INSERT INTO classes (name) VALUES (?)', name).lastId;
}

/** The class that a person means by a name: what is called so now comes before what was called so once. */
export function classNamed(database: Database, name: string): number {
  const called = database.get<{ class: number }>('SELECT class FROM class_names WHERE name = ? AND id = class', name);
  return called?.class ?? canonicalOf(database, classNumber(database, name));
}

/** The class that a class is now: itself, or what it was merged into. */
export const canonicalOf = (database: Database, id: number): number =>
  database.get<{ class: number }>('SELECT class FROM class_names WHERE id = ?', id)?.class ?? id;
