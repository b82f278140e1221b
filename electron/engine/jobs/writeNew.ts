import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFailure, putThere } from '../images/index.ts';
import { isTaken, numbered } from './freeName.ts';

/** Writes a file whole under a name that is free, and answers its path. @throws disk/full, disk/denied */
export async function writeNew(
  folder: string,
  name: string,
  extension: string,
  content: string | Uint8Array,
): Promise<string> {
  const partial = join(folder, `.${name}.${process.pid}.partial`);
  try {
    await writeFile(partial, content);
    for (let attempt = 1; ; attempt += 1) {
      const path = join(folder, numbered(`${name}.${extension}`, attempt));
      try {
        await putThere(partial, path);
        return path;
      } catch (thrown) {
        if (!isTaken(thrown)) throw thrown;
      }
    }
  } catch (thrown) {
    throw diskFailure(thrown, folder);
  } finally {
    await rm(partial, { force: true });
  }
}
