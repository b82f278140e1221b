import { DatabaseSync } from 'node:sqlite';
import { type EngineContract, fail, type OutputOf, type ProgressOf } from '../../contract/index.ts';
import { exists, writeWhole } from '../images/index.ts';
import { copyRows } from './copyRows.ts';
import { writeCsv } from './csv.ts';
import { writeFailure } from './failures.ts';
import { paceOf, type Pace } from './pace.ts';
import { writeRun, type Run } from './run.ts';
import { makeTables } from './schema.ts';
import { missingShards, readShard, type ReadShard } from './shardFiles.ts';

export interface ShardsToMerge {
  readonly files: readonly string[];
  readonly target: string;
  readonly csv: string | null;
  readonly partial: boolean;
}

type Method = EngineContract['shards.merge'];

/** Puts the files of shards together. The result is whole or absent, and the shards are only read. */
export async function mergeShards(
  { files, target, csv, partial }: ShardsToMerge,
  onProgress: (step: ProgressOf<Method>) => void,
  signal: AbortSignal,
): Promise<OutputOf<Method>> {
  for (const file of [target, ...(csv === null ? [] : [csv])]) {
    if (await exists(file)) fail('shards/there-already', { file });
  }
  const pace = paceOf(onProgress, signal);
  const shards: ReadShard[] = [];
  try {
    for (const file of files) shards.push(readShard(file));
    return await merged(shards, { target, csv, partial }, pace);
  } finally {
    shards.forEach(({ database }) => database.close());
  }
}

async function merged(
  shards: readonly ReadShard[],
  { target, csv, partial }: Omit<ShardsToMerge, 'files'>,
  pace: Pace,
): Promise<OutputOf<Method>> {
  const [first, ...others] = shards;
  if (!first) throw new RangeError('There are no shards.');
  const missing = missingShards([first, ...others], partial);
  const found = shards.flatMap(({ run }) => (run.found === null ? [] : [run.found]));
  const run: Run = {
    ...{ ...first.run, shard: 1, shards: 1 },
    ...{ found: found.length === 0 ? null : Math.max(...found), finished: Number(missing.length === 0) },
  };
  const counts = { photos: 0, failed: 0 };
  const write = (partialFile: string): Promise<void> =>
    writing(partialFile, target, async (database) => {
      makeTables(database);
      writeRun(database, run);
      Object.assign(counts, await copyRows(database, shards, pace));
      const { photos } = counts;
      const rest = (): Promise<void> => pace.rest(photos, photos);
      if (csv !== null) await writeWhole(csv, (partialCsv) => writeCsv(database, partialCsv, rest));
    });
  await writeWhole(target, write);
  return {
    ...{ ...counts, shards: first.run.shards, missing, changed: new Set(found).size > 1 },
    written: csv === null ? [target] : [target, csv],
  };
}

/** Fills a database that nobody else knows of yet, so that it needs no journal. */
async function writing(file: string, target: string, fill: (database: DatabaseSync) => Promise<void>): Promise<void> {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = FULL');
    await fill(database);
  } catch (thrown) {
    throw writeFailure(thrown, target);
  } finally {
    database.close();
  }
}
