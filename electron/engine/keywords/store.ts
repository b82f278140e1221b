import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hashOfBytes } from '../../metadata/index.ts';
import type { Sha256 } from '../../contract/index.ts';
import { exists, writeWhole } from '../images/index.ts';

/** Contents of files as they were before and after Fovea wrote into them, by their hash, in the data folder. */
export interface KeywordStore {
  /** Keeps bytes and answers their hash. @throws disk/full, disk/denied */
  keep(bytes: Uint8Array): Promise<Sha256>;
  /** null: they are not there any more, or not what they were. */
  find(hash: Sha256): Promise<Buffer | null>;
}

export function keywordStoreIn(dataDir: string): KeywordStore {
  const placeOf = (hash: Sha256): string => join(dataDir, 'keywords', hash.slice(0, 2), hash);
  return {
    async keep(bytes) {
      const hash = hashOfBytes(bytes);
      const place = placeOf(hash);
      if (await exists(place)) return hash;
      await mkdir(dirname(place), { recursive: true });
      await writeWhole(place, (partial) => writeFile(partial, bytes));
      return hash;
    },
    async find(hash) {
      const bytes = await readFile(placeOf(hash)).catch(() => null);
      return bytes !== null && hashOfBytes(bytes) === hash ? bytes : null;
    },
  };
}
