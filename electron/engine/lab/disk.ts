import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LabRunId } from '../../contract/index.ts';
import { tryLock } from '../fileLock.ts';
import { lockExtension, recordIn, type LabFiles } from './files.ts';
import type { KeptRun } from './kept.ts';

/** Names of the results in a folder, whole or not. */
export const runsIn = (folder: string): LabRunId[] =>
  namesIn(folder).filter((name) => LabRunId.safeParse(name).success);

/** Bytes of the files in a folder. */
export const bytesIn = (folder: string): number =>
  namesIn(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

/** Removes what processes that were killed left half made; what another process is making stays. */
export function sweep({ folder, of, lock }: LabFiles): void {
  const runs = new Set(namesIn(folder).map((name) => basename(name, lockExtension)));
  for (const run of runs) {
    if (!LabRunId.safeParse(run).success || existsSync(recordIn(of(run)))) continue;
    const own = tryLock(lock(run), 0);
    if (!own) continue;
    own.release();
    for (const path of [of(run), lock(run)]) rmSync(path, { recursive: true, force: true });
  }
}

export interface Limit {
  readonly mostBytes: number;
  /** Stays, whatever it takes. */
  readonly newest: LabRunId;
  readonly readIn: (folder: string, run: LabRunId) => KeptRun | null;
}

/** Deletes results until they take no more than they may, and answers their names. */
export function dropOldest({ folder, bin }: LabFiles, { mostBytes, newest, readIn }: Limit): LabRunId[] {
  const all = [bin, folder].flatMap((place) =>
    runsIn(place).flatMap((run) => {
      const kept = readIn(place, run);
      if (!kept) return [];
      const worth = place === bin ? 0 : kept.savedMs === null ? 1 : 2;
      return [{ run, path: join(place, run), bytes: kept.bytes, madeMs: kept.recipe.madeMs, worth }];
    }),
  );
  let bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  const gone: LabRunId[] = [];
  for (const one of all.sort((a, b) => a.worth - b.worth || a.madeMs - b.madeMs)) {
    if (bytes <= mostBytes) break;
    if (one.run === newest) continue;
    rmSync(one.path, { recursive: true, force: true });
    bytes -= one.bytes;
    gone.push(one.run);
  }
  return gone;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Nothing was made yet.
    return [];
  }
}
