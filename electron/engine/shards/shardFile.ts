import { DatabaseSync } from 'node:sqlite';
import { type ClassifiedPhoto, type DeviceId, fail } from '../../contract/index.ts';
import { fileFailure } from './failures.ts';
import type { ShardPhoto } from './photos.ts';
import { difference, readRun, writeRun, type Run } from './run.ts';
import { inTransaction, makeTables, ownerOf, rowWriter } from './schema.ts';

export interface Labelled {
  readonly photo: ShardPhoto;
  readonly answer: ClassifiedPhoto;
  readonly device: DeviceId;
}

/** A file of answers that is being written. Nobody else can read or write it until it is closed. */
export interface ShardFile {
  has(photo: ShardPhoto): boolean;
  /** Adds photos all together or not at all; they are on the disk when this returns. */
  add(labelled: readonly Labelled[]): void;
  /** Every photo of the shard is there; `found` counts those of all shards. */
  finish(found: number): void;
  counts(): { photos: number; failed: number };
  close(): void;
}

/**
 * Begins a file of answers, or goes on with one of the same run that was cut off or has ended.
 *
 * @throws shards/other-run, shards/not-ours, shards/busy, disk/full, disk/denied  and has changed nothing
 */
export function openShardFile(file: string, run: Run): ShardFile {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file);
    lock(database);
    begin(database, file, run);
    return writer(database, file);
  } catch (thrown) {
    database?.close();
    throw fileFailure(thrown, file);
  }
}

/** A journal beside the file and a lock of the system need nothing that a network disk lacks, where a WAL does. */
function lock(database: DatabaseSync): void {
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE; COMMIT');
}

function begin(database: DatabaseSync, file: string, run: Run): void {
  const owner = ownerOf(database);
  if (owner === 'other') fail('shards/not-ours', { file });
  if (owner === 'empty') {
    inTransaction(database, () => {
      makeTables(database);
      writeRun(database, run);
    });
    return;
  }
  const there = readRun(database);
  const differs =
    there.shard === run.shard ? difference(there, run) : `it is shard ${there.shard} there and ${run.shard} here`;
  if (differs !== null) fail('shards/other-run', { file, difference: differs });
}

function writer(database: DatabaseSync, file: string): ShardFile {
  const known = database.prepare('SELECT 1 FROM photos WHERE path = ? AND root = ?');
  const addRow = rowWriter(database);
  const write = (change: () => void): void => {
    try {
      inTransaction(database, change);
    } catch (thrown) {
      throw fileFailure(thrown, file);
    }
  };
  return {
    has: ({ path, root }) => known.get(path, root) !== undefined,
    add: (labelled) => write(() => labelled.forEach((each) => addRow(...rowsOf(each)))),
    finish: (found) =>
      write(() => {
        database.prepare('UPDATE run SET found = ?, finished = 1').run(found);
      }),
    counts() {
      const counted = database.prepare('SELECT count(*) AS photos, count(problem_code) AS failed FROM photos').get();
      return { photos: Number(counted?.['photos']), failed: Number(counted?.['failed']) };
    },
    close: () => database.close(),
  };
}

function rowsOf({ photo, answer, device }: Labelled): Parameters<ReturnType<typeof rowWriter>> {
  const { path, root, bytes } = photo;
  const { width, height, damaged, problem, top } = answer;
  return [
    {
      ...{ path, root, bytes, width, height, damaged: Number(damaged), device },
      ...{ problem_code: problem?.code ?? null, problem_message: problem?.message ?? null },
    },
    top.map(({ classIndex, className, probability }, at) => ({
      ...{ rank: at + 1, class_index: classIndex, class_name: className, probability },
    })),
  ];
}
