import type { ClassId, EditHistory, Labelling, LibraryClass } from '../../contract/index.ts';
import { untouched, type Touched } from './changes.ts';
import { labellingOf } from './classChanges.ts';
import { addClass, mergeClasses, moveClass, removeClasses, renameClass, setLabelling, shelfOf } from './classes.ts';
import type { Columns } from './columns.ts';
import type { Database } from './database.ts';

/** Classes of the shelf; each edit is one undo step. */
export interface ClassLibrary {
  shelf(): LibraryClass[];
  labelling(): Labelling;
  /** @throws classes/taken, classes/unknown */
  add(name: string, parent: ClassId | null): { class: ClassId; history: EditHistory };
  /** @throws classes/taken, classes/unknown */
  rename(id: ClassId, name: string): EditHistory;
  /** @throws classes/unknown, classes/loop */
  merge(from: readonly ClassId[], into: ClassId): EditHistory;
  /** @throws classes/unknown, classes/loop */
  move(id: ClassId, parent: ClassId | null, before: ClassId | null): EditHistory;
  /** @throws classes/unknown */
  remove(ids: readonly ClassId[]): EditHistory;
  setLabelling(labelling: Labelling): EditHistory;
}

/** @param touched  tells what an edit was about, and answers the history after it */
export function classLibrary(
  database: Database,
  columns: Columns,
  touched: (what: Touched) => EditHistory,
): ClassLibrary {
  const shelf = (): LibraryClass[] => shelfOf(database, columns.labelledByClass());
  /** Every photo may stand under another name. */
  const reclassed = (): EditHistory => touched({ ...untouched, classes: true });
  return {
    shelf,
    labelling: () => labellingOf(database),
    add(name, parent) {
      const id = addClass(database, name, parent);
      return { class: id, history: reclassed() };
    },
    rename(id, name) {
      renameClass(database, id, name);
      return reclassed();
    },
    merge(from, into) {
      mergeClasses(database, from, into);
      return reclassed();
    },
    move(id, parent, before) {
      const order = shelf().map((one) => one.id);
      moveClass(database, order, { id, parent, before });
      return reclassed();
    },
    remove: (ids) => touched(removeClasses(database, ids)),
    setLabelling(labelling) {
      setLabelling(database, labelling);
      return reclassed();
    },
  };
}
