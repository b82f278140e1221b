import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fail } from '../../contract/index.ts';
import { diskFailure, putThere } from '../images/index.ts';
import { isTaken } from '../jobs/freeName.ts';

/**
 * Paths as files for other machines have them: below the folder that all lie in, with forward slashes.
 *
 * @returns  in the order given; photos on disks of their own keep the letter of the disk as a folder
 */
export function relativeFiles(paths: readonly string[]): { root: string; files: string[] } {
  const parts = paths.map((path) => path.split(sep));
  const [first = []] = parts;
  let shared = Math.max(0, first.length - 1);
  for (const other of parts) {
    const most = Math.min(shared, other.length - 1);
    let same = 0;
    while (same < most && other[same] === first[same]) same += 1;
    shared = same;
  }
  const files = parts.map((names) => names.slice(shared).map(withoutColon).join('/'));
  return { root: first.slice(0, shared).join(sep) || sep, files };
}

/** "C:" is no folder's name. */
const withoutColon = (name: string): string => name.replace(/^([A-Za-z]):$/, '$1');

/**
 * Writes a file whole at a path below a folder. One that is there with the same text was written before a pause.
 *
 * @throws exchange/changed-meanwhile, disk/full, disk/denied
 */
export async function writeAt(folder: string, path: string, text: string): Promise<void> {
  const target = join(folder, ...path.split('/'));
  const partial = `${target}.${process.pid}.partial`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await writeFile(partial, text);
    await putThere(partial, target);
  } catch (thrown) {
    if (!isTaken(thrown)) throw diskFailure(thrown, target);
    if ((await readFile(target, 'utf8')) !== text) fail('exchange/changed-meanwhile', { path: target });
  } finally {
    await rm(partial, { force: true });
  }
}

/** A turn of the event loop, so that windows get their answers while rows are read. */
export const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
