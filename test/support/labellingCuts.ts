import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { seeded } from '../../electron/runner/vision/index.ts';
import { checkFile } from './labellingKills.ts';
import { answered, libraryHere, nextGesture, thereAndBack, viewOf, writeLibrary } from './labellingScript.ts';
import { filesAfterCut, readTrace, straceArguments } from './powerCut.ts';

export const hasStrace = spawnSync('strace', ['-V']).status === 0;

export interface CutsAsked {
  readonly root: string;
  readonly gestures: number;
  readonly cuts: number;
  readonly seed: number;
}

export interface CutsFigures {
  readonly calls: number;
  /** Cuts after which the gesture that was under way was there, and was not. */
  readonly kept: number;
  readonly lost: number;
}

/**
 * Labels under strace and cuts the power at random calls.
 *
 * @throws Error  when a gesture that was answered before a cut is missing, the file is not sound, or its history does
 *                not lead to the first state
 */
export async function labelUnderCuts({ root, gestures, cuts, seed }: CutsAsked): Promise<CutsFigures> {
  const there = join(root, 'traced');
  writeLibrary(there);
  const before = new Map([[join(there, 'library.db'), readFileSync(join(there, 'library.db'))]]);
  const calls = traced(there, join(root, 'trace'), gestures, seed);
  const states = await statesHere(join(root, 'here'), gestures, seed);
  const random = seeded(seed + 1);
  let [kept, lost] = [0, 0];
  for (let cut = 0; cut < cuts; cut += 1) {
    const until = calls.slice(0, 1 + Math.floor(random() * calls.length));
    const done = until.filter(({ kind }) => kind === 'said').length;
    const dir = join(root, `cut-${cut}`);
    mkdirSync(dir);
    for (const [file, bytes] of filesAfterCut(before, until, random))
      if (/library\.db(-wal)?$/.test(file)) writeFileSync(join(dir, basename(file)), bytes);
    checkFile(dir);
    const library = libraryHere(dir);
    const found = await viewOf(library);
    const { start } = await thereAndBack(library);
    library.close();
    if (found !== states[done] && found !== states[done + 1])
      throw new Error(`cut ${cut} after ${done} answers: not what was answered.\n${found}\n${states[done]}`);
    if (start.split('],"single"')[0] !== states[0]?.split('],"single"')[0])
      throw new Error(`cut ${cut}: undo leads elsewhere`);
    if (found === states[done]) lost += 1;
    else kept += 1;
  }
  return { calls: calls.length, kept, lost };
}

function traced(folder: string, trace: string, gestures: number, seed: number) {
  const child = [resolve(import.meta.dirname, 'labellingChild.ts'), folder, String(gestures), String(seed)];
  const ran = spawnSync('strace', [...straceArguments(trace), process.execPath, ...child], { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return readTrace(trace, folder);
}

/** What a window sees before the first gesture and after each. */
async function statesHere(dir: string, gestures: number, seed: number): Promise<string[]> {
  writeLibrary(dir);
  const library = libraryHere(dir);
  const random = seeded(seed);
  const states = [await viewOf(library)];
  for (let gesture = 0; gesture < gestures; gesture += 1) {
    await answered(await nextGesture(library, random), library);
    states.push(await viewOf(library));
  }
  library.close();
  return states;
}
