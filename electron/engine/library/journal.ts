import type { EditHistory } from '../../contract/index.ts';
import { apply, inverseOf, isEmpty, possibleNow, touchedBy, untouched } from './changes.ts';
import type { Change, Touched } from './changes.ts';
import type { Database } from './database.ts';

/** Makes an edit and remembers how to take it back; both or neither are on disk when this returns. */
export function edit(database: Database, title: string, change: Change, nowMs = Date.now()): void {
  if (isEmpty(change)) return;
  database.transaction(() => {
    const inverse = inverseOf(database, change);
    apply(database, change, nowMs);
    // What was undone and not redone is given up by a new edit, as in every editor.
    database.run('DELETE FROM journal WHERE undone = 1');
    database.run(
      'INSERT INTO journal (title, forward, inverse, at_ms) VALUES (?, ?, ?, ?)',
      ...[title, JSON.stringify(change), JSON.stringify(inverse), nowMs],
    );
  });
}

/** Takes the last edit back. Answers what it was about. */
export function undo(database: Database, nowMs = Date.now()): Touched {
  return turn(
    database,
    'SELECT id, inverse AS change FROM journal WHERE undone = 0 ORDER BY id DESC LIMIT 1',
    1,
    nowMs,
  );
}

/** Makes the last edit that was undone again. */
export function redo(database: Database, nowMs = Date.now()): Touched {
  return turn(database, 'SELECT id, forward AS change FROM journal WHERE undone = 1 ORDER BY id LIMIT 1', 0, nowMs);
}

export function historyOf(database: Database): EditHistory {
  const undoable = database.get<{ title: string }>(
    'SELECT title FROM journal WHERE undone = 0 ORDER BY id DESC LIMIT 1',
  );
  const redoable = database.get<{ title: string }>('SELECT title FROM journal WHERE undone = 1 ORDER BY id LIMIT 1');
  return { undo: undoable?.title ?? null, redo: redoable?.title ?? null };
}

function turn(database: Database, select: string, undone: number, nowMs: number): Touched {
  return database.transaction(() => {
    const entry = database.get<{ id: number; change: string }>(select);
    if (!entry) return untouched;
    const change = possibleNow(database, JSON.parse(entry.change) as Change);
    apply(database, change, nowMs);
    database.run('UPDATE journal SET undone = ? WHERE id = ?', undone, entry.id);
    return touchedBy(change);
  });
}
