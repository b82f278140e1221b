import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { FoveaError } from '../../contract/index.ts';
import { diskFailure } from '../images/index.ts';
import type { JobScope } from '../jobs/index.ts';
import type { FoundFile, Library } from '../library/index.ts';
import { counted } from '../words.ts';
import { copyChecked } from './copyChecked.ts';
import { dayFolder, takenMs } from './dayFolder.ts';
import { areBytesInLibrary, isInLibrary } from './here.ts';
import { listCard, mustBeThere } from './listing.ts';

export const CardTask = z.object({ source: z.string(), target: z.string() });
export type CardTask = z.infer<typeof CardTask>;

/** What an import from a card left behind. */
export interface CardImport {
  /** Photos that lie in the target now and are to be imported. */
  readonly paths: readonly string[];
  readonly message: string;
}

/**
 * Copies the photos of a card that are not here yet, in the order of their names. Killed or cut off at any point, it goes on
 * with what is missing: a photo that was copied is found by its bytes.
 *
 * @throws card/gone, disk/full, disk/denied
 */
export async function importCard(scope: JobScope, library: Library): Promise<CardImport> {
  const { source, target } = CardTask.parse(scope.task);
  scope.report({ message: 'Looking for photos' });
  const { files, unreadable } = await listCard(source, scope.signal);
  scope.report({ total: files.length, done: 0, failed: 0, message: 'Copying photos' });
  const paths: string[] = [];
  let [copied, here, failed] = [0, 0, 0];
  for (const [index, file] of files.entries()) {
    scope.signal.throwIfAborted();
    try {
      const path = await takeOne(library, file, target);
      if (path.isNew) copied += 1;
      else here += 1;
      if (path.there !== null) paths.push(path.there);
    } catch (thrown) {
      if (thrown instanceof FoveaError && thrown.code.startsWith('disk/')) throw thrown;
      // A card that was pulled out ends the job; a photo that cannot be read does not.
      await mustBeThere(source);
      failed += 1;
    }
    scope.report({ done: index + 1, failed });
  }
  return { paths, message: closing({ copied, here, failed, unreadable: unreadable.length }) };
}

/** `there`: the copy, or the same photo that was there before; null: the library has it elsewhere. */
async function takeOne(
  library: Library,
  file: FoundFile,
  target: string,
): Promise<{ there: string | null; isNew: boolean }> {
  if (await isInLibrary(library, file)) return { there: null, isNew: false };
  const folder = join(target, dayFolder(await takenMs(file)));
  await mkdir(folder, { recursive: true }).catch((thrown: unknown) => {
    throw diskFailure(thrown, folder);
  });
  const isHere = (hash: string): Promise<boolean> => areBytesInLibrary(library, file.bytes, hash);
  const { kind, path } = await copyChecked({ from: file.path, folder, fileName: file.fileName, isHere });
  return { there: path, isNew: kind === 'copied' };
}

interface Closing {
  readonly copied: number;
  readonly here: number;
  readonly failed: number;
  readonly unreadable: number;
}

const closing = ({ copied, here, failed, unreadable }: Closing): string =>
  [
    `${counted(copied, 'photo')} copied and compared`,
    ...(here > 0 ? [`${here.toLocaleString('en')} here already`] : []),
    ...(failed > 0 ? [`${failed.toLocaleString('en')} could not be read`] : []),
    ...(unreadable > 0 ? [`${counted(unreadable, 'folder')} cannot be read`] : []),
  ].join(', ');
