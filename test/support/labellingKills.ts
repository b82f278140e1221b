import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { answered, nextGesture, thereAndBack, viewOf } from './labellingScript.ts';
import type { Asked } from './labellingScript.ts';

// A person labels while a process is killed again and again.

/** A library that somebody serves, and a process of those that do. */
export interface Victim {
  readonly library: Asked;
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
}

export interface KillsAsked {
  readonly dataDir: string;
  readonly kills: number;
  readonly random: () => number;
  /** The same library in this process: what should be there. */
  readonly reference: Asked;
  /** Starts what was killed again, or answers what still runs. */
  open(): Promise<Victim>;
}

export interface KillsFigures {
  readonly kills: number;
  readonly gestures: number;
  /** Gestures that were on their way when the process was killed and had to be made again; the others were kept. */
  readonly lost: number;
}

/**
 * Labels, kills at a random moment of a gesture, and looks at what is there afterwards.
 *
 * @throws Error  when an answered gesture is missing, more than the one on its way is, the file is not sound, or the
 *                history does not lead to the first state and back
 */
export async function labelUnderKills({ dataDir, kills, random, reference, open }: KillsAsked): Promise<KillsFigures> {
  let [gestures, lost] = [0, 0];
  const first = await viewOf(reference);
  let victim = await open();
  for (let kill = 0; kill < kills; kill += 1) {
    for (let calm = Math.floor(4 * random()); calm > 0; calm -= 1) {
      const gesture = await nextGesture(reference, random);
      await answered(gesture, reference);
      await answered(gesture, victim.library);
      gestures += 1;
    }
    const before = await viewOf(reference);
    const gesture = await nextGesture(reference, random);
    await answered(gesture, reference);
    const after = await viewOf(reference);
    const onItsWay = answered(gesture, victim.library);
    await sleep(6 * random());
    await victim.kill();
    const wasAnswered = await onItsWay;
    checkFile(dataDir);
    victim = await open();
    const now = await viewOf(victim.library);
    if (now !== after) {
      if (now !== before || wasAnswered)
        throw new Error(`kill ${kill}: more than the last gesture is lost.\n${now}\n${after}`);
      await answered(gesture, victim.library);
      lost += 1;
    }
    gestures += 1;
  }
  await checkHistory(victim.library, first, await viewOf(reference));
  return { kills, gestures, lost };
}

async function checkHistory(library: Asked, first: string, last: string): Promise<void> {
  const { start, end } = await thereAndBack(library);
  if (withoutHistory(start) !== withoutHistory(first)) throw new Error(`undo does not lead back.\n${start}\n${first}`);
  // Redo goes on to what had been undone when the session ended.
  const ahead = await library.ask('edits.history', undefined);
  if (ahead.redo !== null) throw new Error('redo does not reach the end');
  while ((await viewOf(library)) !== last) {
    if ((await library.ask('edits.history', undefined)).undo === null)
      throw new Error(`redo leads elsewhere.\n${end}\n${last}`);
    await library.ask('edits.undo', undefined);
  }
}

const withoutHistory = (view: string): string => JSON.stringify((JSON.parse(view) as unknown[]).slice(0, 3));

/** The file as the killed process left it, looked at as a copy. */
export function checkFile(dataDir: string): void {
  const copy = join(dataDir, 'looked-at.db');
  copyStill(join(dataDir, 'library.db'), copy);
  const database = new DatabaseSync(copy);
  const { integrity_check: verdict } = database.prepare('PRAGMA integrity_check').get() as { integrity_check: string };
  database.close();
  if (verdict !== 'ok') throw new Error(`the file is damaged: ${verdict}`);
}

/** The engine of a killed shell may go on for a moment, and copies of two moments are no library. */
function copyStill(file: string, copy: string): void {
  const parts = ['', '-wal'];
  const moment = (): string =>
    JSON.stringify(
      parts.map((part) => {
        const stats = statSync(file + part, { bigint: true, throwIfNoEntry: false });
        return stats && [stats.mtimeNs, stats.size, stats.ino].map(String);
      }),
    );
  for (let before = ''; before !== moment();) {
    before = moment();
    for (const part of parts) {
      rmSync(copy + part, { force: true });
      if (existsSync(file + part)) copyFileSync(file + part, copy + part);
    }
  }
}
