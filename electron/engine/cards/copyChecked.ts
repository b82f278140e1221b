import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, systemCode } from '../../contract/index.ts';
import { diskFailure, exists, hashOf, putThere } from '../images/index.ts';
import { numbered } from '../jobs/index.ts';

/** What became of a file. */
export type Copied =
  | { readonly kind: 'copied'; readonly path: string }
  /** The same bytes are there already, in the folder or in the library. */
  | { readonly kind: 'here'; readonly path: string | null };

export interface Copying {
  readonly from: string;
  readonly folder: string;
  readonly fileName: string;
  /** Whether a file of this SHA-256 is not wanted. */
  readonly isHere: (hash: string) => Promise<boolean>;
}

/**
 * Copies a file into a folder under a free name and compares the copy with what was read. The copy grows under a hidden name
 * that ends in .partial and gets its own name when it is whole, so that a copy that was cut off is never taken for a photo.
 * Nothing is overwritten; the time of the original is kept.
 *
 * @throws card/copy-differs, disk/full, disk/denied
 */
export async function copyChecked({ from, folder, fileName, isHere }: Copying): Promise<Copied> {
  const partial = join(folder, `.${fileName}.partial`);
  try {
    const hash = await copyHashed(from, partial);
    if (await isHere(hash)) return { kind: 'here', path: null };
    if ((await hashOf(partial)) !== hash) throw failure('card/copy-differs', { file: fileName });
    const { atime, mtime } = await stat(from);
    await utimes(partial, atime, mtime);
    return await named(partial, { folder, fileName, hash });
  } finally {
    await rm(partial, { force: true });
  }
}

/** Copies and flushes a file; answers the SHA-256 of what was read. */
async function copyHashed(from: string, to: string): Promise<string> {
  const hash = createHash('sha256');
  // Killed at the right moment, the name of before is one more link to a whole copy, which must not be written into.
  await rm(to, { force: true });
  const file = await open(to, 'wx').catch((thrown: unknown) => {
    throw diskFailure(thrown, to);
  });
  try {
    for await (const chunk of createReadStream(from, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      await file.writeFile(chunk as Buffer).catch((thrown: unknown) => {
        throw diskFailure(thrown, to);
      });
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

/** Gives a whole copy its name, or the next free one; the same bytes under one of them are left. */
async function named(
  partial: string,
  { folder, fileName, hash }: { folder: string; fileName: string; hash: string },
): Promise<Copied> {
  for (let attempt = 1; ; attempt += 1) {
    const path = join(folder, numbered(fileName, attempt));
    if (await exists(path)) {
      if ((await hashOf(path)) === hash) return { kind: 'here', path };
      continue;
    }
    try {
      await putThere(partial, path);
      return { kind: 'copied', path };
    } catch (thrown) {
      if (systemCode(thrown) !== 'EEXIST') throw diskFailure(thrown, path);
    }
  }
}
