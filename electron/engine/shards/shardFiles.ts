import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fail } from '../../contract/index.ts';
import { fileFailure, isReadOnly } from './failures.ts';
import { difference, readRun, type Run } from './run.ts';
import { ownerOf } from './schema.ts';

/** The file of a shard that is being read. */
export interface ReadShard {
  readonly file: string;
  readonly run: Run;
  readonly database: DatabaseSync;
}

/** @throws shards/not-ours, shards/busy */
export function readShard(file: string): ReadShard {
  try {
    try {
      return opened(file, true);
    } catch (thrown) {
      // What a killed run had begun to write has to be taken back first, which is writing.
      if (!isReadOnly(thrown)) throw thrown;
      return opened(file, false);
    }
  } catch (thrown) {
    throw fileFailure(thrown, file);
  }
}

function opened(file: string, readOnly: boolean): ReadShard {
  if (!existsSync(file)) fail('library/path-missing', { path: file });
  const database = new DatabaseSync(file, { readOnly });
  try {
    if (ownerOf(database) !== 'ours') fail('shards/not-ours', { file });
    return { file, run: readRun(database), database };
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** Numbers that are named in an error; of more only how many. */
const namedNumbers = 20;

/**
 * Numbers of the shards of a run that are missing or unfinished.
 *
 * @throws shards/different, shards/twice
 * @throws shards/missing  where that is not allowed
 */
export function missingShards(shards: readonly [ReadShard, ...ReadShard[]], partial: boolean): readonly number[] {
  const [first] = shards;
  const byNumber = new Map<number, ReadShard>();
  for (const each of shards) {
    const { file, run } = each;
    const differs = difference(first.run, run);
    if (differs !== null) fail('shards/different', { file, first: first.file, difference: differs });
    const other = byNumber.get(run.shard);
    if (other) fail('shards/twice', { shard: run.shard, file, first: other.file });
    byNumber.set(run.shard, each);
  }
  const count = first.run.shards;
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter(
    (number) => byNumber.get(number)?.run.finished !== 1,
  );
  if (missing.length > 0 && !partial) fail('shards/missing', { shards: count, numbers: listed(missing) });
  return missing;
}

const listed = (numbers: readonly number[]): string =>
  numbers.length <= namedNumbers
    ? numbers.join(', ')
    : `${numbers.slice(0, namedNumbers).join(', ')} and ${numbers.length - namedNumbers} more`;
