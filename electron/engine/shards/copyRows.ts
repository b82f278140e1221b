import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { fail } from '../../contract/index.ts';
import type { Pace } from './pace.ts';
import { inTransaction, rowWriter, type AnswerRow, type PhotoRow } from './schema.ts';
import type { ReadShard } from './shardFiles.ts';

/** Rows between two moments at which others get their turn: some milliseconds. */
const rowsAtOnce = 1000;

/**
 * Copies the photos of shards with their answers, ordered by path and then by root. First a list of all is made on the
 * disk, which puts them in order and finds what is there twice; so that the memory it takes does not grow with them.
 *
 * @throws shards/row-twice
 */
export async function copyRows(
  database: DatabaseSync,
  shards: readonly ReadShard[],
  pace: Pace,
): Promise<{ photos: number; failed: number }> {
  const photos = shards.reduce((sum, shard) => sum + countOf(shard), 0);
  await list(database, shards, (done) => pace.rest(Math.floor(done / 2), photos));
  const failed = await copy(database, shards, (done) => pace.rest(Math.floor((photos + done) / 2), photos));
  return { photos, failed };
}

const countOf = ({ database }: ReadShard): number =>
  Number(database.prepare('SELECT count(*) AS photos FROM photos').get()?.['photos']);

type Rest = (done: number) => Promise<void>;

async function list(database: DatabaseSync, shards: readonly ReadShard[], rest: Rest): Promise<void> {
  database.exec(`
    PRAGMA temp_store = FILE;
    CREATE TEMP TABLE listed (
      path TEXT NOT NULL, root TEXT NOT NULL, shard INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (path, root)
    ) STRICT, WITHOUT ROWID`);
  const add = database.prepare('INSERT INTO temp.listed VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  let done = 0;
  for (const [place, { file, database: shard }] of shards.entries()) {
    const rows = shard.prepare('SELECT path, root, id FROM photos ORDER BY path, root').iterate();
    for (const some of chunks(rows as Iterable<{ path: string; root: string; id: number }>)) {
      inTransaction(database, () => {
        for (const { path, root, id } of some) {
          if (add.run(path, root, place, id).changes === 0) fail('shards/row-twice', { path, file });
        }
      });
      done += some.length;
      await rest(done);
    }
  }
}

interface Source {
  readonly photo: StatementSync;
  readonly answers: StatementSync;
}

/** @returns how many photos have a problem */
async function copy(database: DatabaseSync, shards: readonly ReadShard[], rest: Rest): Promise<number> {
  const sources: readonly Source[] = shards.map(({ database: shard }) => ({
    photo: shard.prepare('SELECT * FROM photos WHERE id = ?'),
    answers: shard.prepare('SELECT * FROM answers WHERE photo = ? ORDER BY rank'),
  }));
  const addRow = rowWriter(database);
  let [done, failed] = [0, 0];
  const inOrder = database.prepare('SELECT shard, id FROM temp.listed ORDER BY path, root').iterate();
  for (const some of chunks(inOrder as Iterable<{ shard: number; id: number }>)) {
    inTransaction(database, () => {
      for (const { shard, id } of some) {
        const source = sources[shard];
        const photo = source?.photo.get(id) as PhotoRow | undefined;
        if (!source || !photo) continue;
        addRow(photo, source.answers.all(id) as unknown as readonly AnswerRow[]);
        failed += Number(photo.problem_code !== null);
      }
    });
    done += some.length;
    await rest(done);
  }
  return failed;
}

/** What is iterated over, some at a time. */
export function* chunks<T>(rows: Iterable<T>): Generator<readonly T[]> {
  let some: T[] = [];
  for (const row of rows) {
    some.push(row);
    if (some.length < rowsAtOnce) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
