import { fail } from '../../contract/index.ts';
import type { ClassId, Labelling, LibraryClass } from '../../contract/index.ts';
import { touchedBy } from './changes.ts';
import type { OneChange, Touched } from './changes.ts';
import { classFacts, labellingOf } from './classChanges.ts';
import type { ClassFacts } from './classChanges.ts';
import { canonicalOf, classNumber } from './classNames.ts';
import { isBelow, lastPlace } from './classTree.ts';
import type { Database } from './database.ts';
import { edit } from './journal.ts';
import { labelsOf } from './photoChanges.ts';
import { counted } from '../words.ts';

// Classes of the shelf; each edit is one undo step, and rewrites no label.

type Row = Pick<LibraryClass, 'id' | 'name' | 'parent'> & Pick<ClassFacts, 'place'>;

/**
 * In the order of the shelf, each right after the class it lies below.
 *
 * @param labelled  [class number] photos that a person gave it to
 */
export function shelfOf(database: Database, labelled: Int32Array): LibraryClass[] {
  const boxes = boxCounts(database);
  const rows = database
    .all<Row>('SELECT id, coalesce(shown, name) AS name, parent, place FROM classes WHERE becomes IS NULL')
    .filter(({ id, place }) => place !== null || (labelled[id] ?? 0) > 0 || boxes.has(id));
  const there = new Set(rows.map(({ id }) => id));
  const byParent = Map.groupBy(rows, ({ parent }) => (parent !== null && there.has(parent) ? parent : null));
  const below = (parent: ClassId | null): Row[] =>
    (byParent.get(parent) ?? []).sort(byPlace).flatMap((row) => [row, ...below(row.id)]);
  const names = namesOf(database);
  return below(null).map(({ id, name, parent }) => ({
    ...{ id, name, parent: parent !== null && there.has(parent) ? parent : null },
    ...{ photos: labelled[id] ?? 0, boxes: boxes.get(id) ?? 0 },
    alsoCalled: (names.get(id) ?? []).filter((other) => other !== name),
  }));
}

function boxCounts(database: Database): Map<ClassId, number> {
  const rows = database.all<{ class: number; count: number }>(
    `SELECT n.class, COUNT(*) AS count FROM boxes b JOIN class_names n ON n.id = b.class
     JOIN photos p ON p.id = b.photo WHERE b.removed = 0 AND p.forgotten = 0 GROUP BY n.class`,
  );
  return new Map(rows.map(({ class: id, count }) => [id, count]));
}

/** Those without a place come last, in the order in which they were first heard of. */
const byPlace = (a: Row, b: Row): number => (a.place ?? Infinity) - (b.place ?? Infinity) || a.id - b.id;

/** Every name a class was known by, its own and those of classes merged into it. */
function namesOf(database: Database): Map<ClassId, string[]> {
  const rows = database.all<{ class: number; name: string; shown: string | null }>(
    `SELECT coalesce(c.becomes, c.id) AS class, c.name, c.shown FROM classes c
     WHERE c.shown IS NOT NULL OR c.becomes IS NOT NULL OR c.id IN (SELECT becomes FROM classes) ORDER BY c.id`,
  );
  const names = new Map<ClassId, string[]>();
  for (const row of rows) {
    // A blank at the end only keeps a name apart from what networks say (see freshClass).
    const both = row.shown === null ? [row.name] : [row.name.trimEnd(), row.shown];
    names.set(row.class, [...new Set([...(names.get(row.class) ?? []), ...both])]);
  }
  return names;
}

/** @throws classes/taken, classes/unknown */
export function addClass(database: Database, name: string, parent: ClassId | null): ClassId {
  return database.transaction(() => {
    if (parent !== null) checkKnown(database, parent);
    const taken = calledSo(database, name);
    if (taken !== null && isOnShelf(database, taken)) fail('classes/taken', { className: name });
    const id = taken ?? freshClass(database, name);
    const facts = { ...classFacts(database, id), parent, place: lastPlace(database) + 1 };
    edit(database, `Make the class “${name}”`, { sets: 'class', values: [[id, facts]] });
    return id;
  });
}

/** @throws classes/taken, classes/unknown */
export function renameClass(database: Database, id: ClassId, name: string): void {
  database.transaction(() => {
    const before = checkKnown(database, id);
    const taken = calledSo(database, name);
    if (taken !== null && taken !== id && isOnShelf(database, taken)) fail('classes/taken', { className: name });
    // What only networks call so is from now on the class that a person calls so.
    const meant = taken === null || taken === id ? [] : becoming(database, [taken], id);
    const facts = { ...classFacts(database, id), shown: name };
    edit(database, `Call “${before}” “${name}”`, { sets: 'class', values: [[id, facts], ...meant] });
  });
}

/** @throws classes/unknown, classes/loop */
export function mergeClasses(database: Database, from: readonly ClassId[], into: ClassId): void {
  database.transaction(() => {
    const target = checkKnown(database, into);
    const names = from.map((id) => checkKnown(database, id));
    if (from.includes(into) || from.some((id) => isBelow(database, into, id))) fail('classes/loop', {});
    const gone = becoming(database, from, into);
    const isGone = new Set(gone.map(([id]) => id));
    const moved = childrenOf(database, from).filter((id) => !isGone.has(id));
    const values = [...gone, ...moved.map((id) => [id, { ...classFacts(database, id), parent: into }] as const)];
    edit(database, `Merge ${quoted(names)} into “${target}”`, { sets: 'class', values });
  });
}

export interface ClassMove {
  readonly id: ClassId;
  /** The class it lies below then, and the one it stands before; null: none, at the end. */
  readonly parent: ClassId | null;
  readonly before: ClassId | null;
}

/**
 * @param shelf  all classes on the shelf, in its order
 * @throws classes/unknown, classes/loop
 */
export function moveClass(database: Database, shelf: readonly ClassId[], { id, parent, before }: ClassMove): void {
  database.transaction(() => {
    const name = checkKnown(database, id);
    if (parent !== null) checkKnown(database, parent);
    if (parent !== null && (parent === id || isBelow(database, parent, id))) fail('classes/loop', {});
    const others = shelf.filter((other) => other !== id);
    const at = before === null ? others.length : others.indexOf(before);
    others.splice(at < 0 ? others.length : at, 0, id);
    // Everything on the shelf gets a place: those that had none would otherwise stand behind.
    const values = others.map((other, place) => {
      const facts = classFacts(database, other);
      return [other, { ...facts, place, ...(other === id && { parent }) }] as const;
    });
    const changed = values.filter(([other, facts]) => !equal(facts, classFacts(database, other)));
    edit(database, `Move the class “${name}”`, { sets: 'class', values: changed });
  });
}

/** What it was about.  @throws classes/unknown */
export function removeClasses(database: Database, ids: readonly ClassId[]): Touched {
  return database.transaction(() => {
    const names = ids.map((id) => checkKnown(database, id));
    const gone = JSON.stringify(ids);
    const labelled = database.all<{ photo: number }>(
      `SELECT DISTINCT l.photo FROM labels l JOIN class_names n ON n.id = l.class
       WHERE n.class IN (SELECT value FROM json_each(?))`,
      gone,
    );
    const boxes = database.all<{ id: number; photo: number }>(
      `SELECT b.id, b.photo FROM boxes b JOIN class_names n ON n.id = b.class
       WHERE b.removed = 0 AND n.class IN (SELECT value FROM json_each(?))`,
      gone,
    );
    const removed = new Set(ids);
    const labels = labelsOf(
      database,
      labelled.map(({ photo }) => photo),
    );
    const without = [...labels].map(([photo, all]) => {
      return [photo, all.filter((id) => !removed.has(canonicalOf(database, id)))] as const;
    });
    const facts = [
      ...ids.map((id) => [id, { ...classFacts(database, id), place: null, parent: null }] as const),
      ...childrenOf(database, ids)
        .filter((id) => !removed.has(id))
        .map((id) => [id, { ...classFacts(database, id), parent: outside(database, id, removed) }] as const),
    ];
    const changes: readonly OneChange[] = [
      { sets: 'labels', values: without },
      { sets: 'box-there', photos: boxes.map(({ photo }) => photo), values: boxes.map(({ id }) => [id, false]) },
      { sets: 'class', values: facts },
    ];
    const of = labelled.length === 0 ? '' : ` from ${counted(labelled.length, 'photo')}`;
    edit(database, `Remove the class ${quoted(names)}${of}`, { sets: 'all', changes });
    return touchedBy({ sets: 'all', changes });
  });
}

export function setLabelling(database: Database, labelling: Labelling): void {
  if (labellingOf(database) === labelling) return;
  const title = labelling === 'single' ? 'One class for each photo' : 'Several classes for each photo';
  edit(database, title, { sets: 'labelling', values: [[0, labelling]] });
}

/** Its name. @throws classes/unknown */
function checkKnown(database: Database, id: ClassId): string {
  const row = database.get<{ name: string }>('SELECT name FROM class_names WHERE id = ? AND class = id', id);
  return row?.name ?? fail('classes/unknown', {});
}

/** The class that is called so now; null: none is. */
export const calledSo = (database: Database, name: string): ClassId | null =>
  database.get<{ class: number }>('SELECT class FROM class_names WHERE name = ? AND id = class', name)?.class ?? null;

/** A new class of a name that no other is called. */
export function freshClass(database: Database, name: string): ClassId {
  const id = classNumber(database, name);
  if (canonicalOf(database, id) === id && calledSo(database, name) === id) return id;
  // The name as networks say it is taken by a class that is called otherwise now, or was merged away.
  let inner = `${name} `;
  while (database.get('SELECT id FROM classes WHERE name = ?', inner)) inner += ' ';
  return database.run('INSERT INTO classes (name, shown) VALUES (?, ?)', inner, name).lastId;
}

/** What makes classes, and all that were merged into them, another class. */
const becoming = (database: Database, from: readonly ClassId[], into: ClassId): [ClassId, ClassFacts][] =>
  database
    .all<{ id: number }>(
      'SELECT id FROM classes WHERE coalesce(becomes, id) IN (SELECT value FROM json_each(?))',
      JSON.stringify(from),
    )
    .map(({ id }) => [id, { ...classFacts(database, id), becomes: into }]);

/** Whether a person made it, or gave it to anything that is still there. */
export const isOnShelf = (database: Database, id: ClassId): boolean =>
  database.get(
    `SELECT 1 FROM classes WHERE id = ? AND (place IS NOT NULL
       OR EXISTS (SELECT 1 FROM labels l JOIN class_names n ON n.id = l.class JOIN photos p ON p.id = l.photo
                  WHERE n.class = classes.id AND p.forgotten = 0)
       OR EXISTS (SELECT 1 FROM boxes b JOIN class_names n ON n.id = b.class WHERE n.class = classes.id AND b.removed = 0))`,
    id,
  ) !== undefined;

const childrenOf = (database: Database, parents: readonly ClassId[]): ClassId[] =>
  database
    .all<{ id: number }>(
      'SELECT id FROM classes WHERE becomes IS NULL AND parent IN (SELECT value FROM json_each(?))',
      JSON.stringify(parents),
    )
    .map(({ id }) => id);

/** The nearest class above that stays. */
function outside(database: Database, id: ClassId, removed: ReadonlySet<ClassId>): ClassId | null {
  let up = classFacts(database, id).parent;
  while (up !== null && removed.has(up)) up = classFacts(database, up).parent;
  return up;
}

const equal = (a: ClassFacts, b: ClassFacts): boolean =>
  a.shown === b.shown && a.becomes === b.becomes && a.parent === b.parent && a.place === b.place;

const quoted = (names: readonly string[]): string =>
  names.length > 3 ? `${names.length} classes` : names.map((name) => `“${name}”`).join(', ');
