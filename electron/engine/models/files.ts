import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import { systemCode, writeProblem } from '../../contract/index.ts';

export { systemCode, writeProblem };

/** Bytes of a file; null where there is none. */
export async function bytesOf(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true ? found.size : null;
}

export const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => null)) !== null;

/** A JSON file under a schema; null where it is absent, unreadable or of another shape. */
export async function readJson<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S> | null> {
  try {
    const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

let written = 0;

/** Writes a JSON file whole or not at all: a crash leaves the one that was there. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  written += 1;
  const draft = `${path}.${process.pid}-${written}.draft`;
  try {
    await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`, { flush: true });
    await rename(draft, path);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw writeProblem(thrown, path);
  }
}
