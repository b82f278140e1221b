import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeProblem, type Scope } from '../../contract/index.ts';

/** A file of an export, made when it is its turn. */
export interface ExportedFile {
  /** Its path within the folder. */
  readonly name: string;
  readonly bytes: () => Uint8Array | string | Promise<Uint8Array | string>;
}

/** Writes files one after the other and answers their names. @throws disk/full, disk/denied, the reason of the stop */
export async function writeFiles(
  folder: string,
  files: readonly ExportedFile[],
  scope: Pick<Scope<{ done: number; total: number }>, 'stop' | 'progress'>,
): Promise<{ files: string[] }> {
  for (const [done, { name, bytes }] of files.entries()) {
    scope.stop.throwIfAborted();
    scope.progress({ done, total: files.length });
    await write(join(folder, name), await bytes());
  }
  return { files: files.map(({ name }) => name) };
}

/** One class name per line, in the order of the answers. */
export const labelsText = (classNames: readonly string[]): string =>
  classNames.map((name) => `${name.replace(/\s+/g, ' ')}\n`).join('');

async function write(path: string, bytes: Uint8Array | string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  } catch (thrown) {
    throw writeProblem(thrown, path);
  }
}
