import { open } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { csvText } from '../../runner/vision/index.ts';
import { chunks } from './copyRows.ts';

/** Columns as `fovea classify --csv` has them, with the root after the path. */
const columns = ['path', 'root', 'width', 'height', 'rank', 'class', 'index', 'probability', 'error'];

const lines = `
SELECT path, root, width, height, rank, class_name, class_index, probability, problem_code
FROM photos LEFT JOIN answers ON answers.photo = photos.id
ORDER BY photos.id, rank`;

/**
 * Writes one line per class of a photo, as RFC 4180 has it; a photo without a class has one line.
 *
 * @param rest  called now and then; what it throws ends the work
 */
export async function writeCsv(database: DatabaseSync, file: string, rest: () => Promise<void>): Promise<void> {
  const statement = database.prepare(lines);
  statement.setReturnArrays(true);
  const handle = await open(file, 'w');
  try {
    await handle.write(csvText([columns]));
    for (const some of chunks(statement.iterate() as Iterable<unknown> as Iterable<readonly Cell[]>)) {
      await handle.write(csvText(some.map((row) => row.map((cell) => String(cell ?? '')))));
      await rest();
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

type Cell = string | number | null;
