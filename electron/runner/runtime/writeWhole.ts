import { open, rename, rm } from 'node:fs/promises';
import { writeProblem } from '../../contract/index.ts';

/** Writes a file in one step: either the old one or the whole new one is there. @throws disk/full, disk/denied */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.part`;
  try {
    const file = await open(draft, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (thrown) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw writeProblem(thrown, path);
  }
}
