import type { Database } from './database.ts';

/** A change of the journal: whether what a run of writing did is taken back. */
export interface KeywordChange {
  readonly sets: 'keyword-run';
  readonly values: readonly (readonly [id: number, undone: boolean])[];
}

export function inverseOfKeywords(database: Database, { sets, values }: KeywordChange): KeywordChange {
  return { sets, values: values.map(([run]) => [run, isUndone(database, run)] as const) };
}

export function applyToKeywords(database: Database, { values }: KeywordChange): void {
  for (const [run, undone] of values) {
    database.run('UPDATE keyword_runs SET undone = ? WHERE id = ?', Number(undone), run);
    const [hash, written] = undone ? ['before', 'before_written'] : ['after', 'after_written'];
    // A file that is being written may hold either when it is taken back: whoever puts it back will look.
    const holds = undone ? 'CASE WHEN holds IS s.before AND wanted IS s.after THEN s.after ELSE holds END' : 'holds';
    database.run(
      `UPDATE keyword_files SET holds = ${holds}, wanted = s.${hash}, written = s.${written}, problem = NULL
       FROM keyword_steps s WHERE s.file = keyword_files.id AND s.run = ?`,
      run,
    );
  }
}

/** Whether what a run of writing did is taken back. */
export const isUndone = (database: Database, run: number): boolean =>
  database.get<{ undone: number }>('SELECT undone FROM keyword_runs WHERE id = ?', run)?.undone === 1;
