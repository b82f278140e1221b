import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  fail,
  LabRun,
  writeProblem,
  type LabRecipe,
  type LabResult,
  type LabRunId,
  type OutputOf,
  type ShellContract,
} from '../../contract/index.ts';
import { tryLock } from '../fileLock.ts';
import { readJson, writeJson } from '../jsonFile.ts';
import { bytesIn, dropOldest, runsIn, sweep } from './disk.ts';
import { filesIn, recordIn } from './files.ts';
import { KeptRun } from './kept.ts';

type Located = OutputOf<ShellContract['lab.locate']>;

/** What is being made: a folder to write pictures into, and what becomes of it. */
export interface Making {
  readonly id: LabRunId;
  readonly folder: string;
  /** From now on it is one of the kept. @throws disk/full, disk/denied */
  keep(recipe: LabRecipe, result: LabResult): LabRun;
  /** Ends it; what was not kept is gone. */
  end(): void;
}

/** Results of the lab, kept on disk. */
export interface LabRuns {
  /** The newest first. */
  list(): LabRun[];
  /** @throws lab/run-gone */
  find(run: LabRunId): LabRun;
  /** A file of a result, or of one that is being made. @throws lab/run-gone */
  locate(run: LabRunId, file: string): Promise<Located>;
  /** @throws disk/full, disk/denied */
  begin(): Making;
  /** Its pictures were written where a person wanted them: it stays for longer. @throws lab/run-gone */
  saved(run: LabRunId): void;
  /** Into the bin. @throws lab/run-gone */
  forget(run: LabRunId): void;
  /** Out of the bin; one that is not in there stays where it is. @throws lab/run-gone */
  restore(run: LabRunId): void;
}

const mostKeptBytes = 1e9;
/** A frame is told of while it is being written: how long it is waited for, and how often it is looked for. */
const [patienceMs, pauseMs] = [2000, 20];

/**
 * @param onChange   results came or went
 * @param mostBytes  beyond this results are deleted: those in the bin first, then those that were never saved, then
 *                   the others, the oldest first. The newest stays, whatever it takes: somebody is about to see it.
 */
export function labRunsIn(dataDir: string, onChange: () => void, mostBytes = mostKeptBytes): LabRuns {
  const files = filesIn(dataDir);
  // A record never changes but for when it was saved, and is long: maps, curves.
  const read = new Map<LabRunId, KeptRun>();
  sweep(files);

  const readIn = (folder: string, run: LabRunId): KeptRun | null => {
    const file = recordIn(join(folder, run));
    const kept = existsSync(file) ? (read.get(run) ?? readJson(file, KeptRun)) : null;
    if (kept) read.set(run, kept);
    return kept;
  };
  const find = (run: LabRunId): KeptRun => readIn(files.folder, run) ?? fail('lab/run-gone', {});
  const write = (kept: KeptRun): void => {
    writeJson(recordIn(files.of(kept.id)), kept);
    read.set(kept.id, kept);
  };
  const move = (from: string, to: string): void => {
    try {
      mkdirSync(files.bin, { recursive: true });
      rmSync(to, { recursive: true, force: true });
      renameSync(from, to);
    } catch (thrown) {
      throw writeProblem(thrown, files.folder);
    }
    onChange();
  };

  return {
    list: () =>
      runsIn(files.folder)
        .flatMap((run) => readIn(files.folder, run) ?? [])
        .sort((a, b) => b.recipe.madeMs - a.recipe.madeMs || (a.id < b.id ? -1 : 1))
        .map((kept) => LabRun.parse(kept)),
    find: (run) => LabRun.parse(find(run)),
    async locate(run, file) {
      const path = join(files.of(run), file);
      for (let waitedMs = 0; ; waitedMs += pauseMs) {
        const isWhole = existsSync(recordIn(files.of(run)));
        // A frame may be written once more while its run is being made.
        if (existsSync(path)) return { path, mediaType: 'image/png', immutable: isWhole };
        const mayCome = !isWhole && existsSync(files.of(run)) && waitedMs < patienceMs;
        if (!mayCome) return fail('lab/run-gone', {});
        await sleep(pauseMs);
      }
    },
    begin() {
      const id = randomUUID();
      const folder = files.of(id);
      try {
        mkdirSync(files.folder, { recursive: true });
        const lock = tryLock(files.lock(id), 0);
        mkdirSync(folder);
        return {
          ...{ id, folder },
          keep(recipe, result) {
            const run = { id, recipe, result };
            write({ ...run, bytes: bytesIn(folder), savedMs: null });
            for (const gone of dropOldest(files, { readIn, newest: id, mostBytes })) read.delete(gone);
            onChange();
            return run;
          },
          end() {
            // What was stopped may be writing still.
            const patiently = { recursive: true, force: true, maxRetries: 5 };
            if (!existsSync(recordIn(folder))) rmSync(folder, patiently);
            lock?.release();
            rmSync(files.lock(id), { force: true });
          },
        };
      } catch (thrown) {
        throw writeProblem(thrown, files.folder);
      }
    },
    saved: (run) => write({ ...find(run), savedMs: Date.now() }),
    forget: (run) => move(files.of(find(run).id), files.inBin(run)),
    restore(run) {
      if (existsSync(files.of(run))) return;
      if (!existsSync(files.inBin(run))) fail('lab/run-gone', {});
      move(files.inBin(run), files.of(run));
    },
  };
}
