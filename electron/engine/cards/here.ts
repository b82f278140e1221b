import { hashOf } from '../images/index.ts';
import type { FoundFile, Library } from '../library/index.ts';

/** File systems of cards keep times to two seconds (FAT), and some an hour off when summer time changes. */
const sameTimeMs = 2_000;
const hourMs = 3_600_000;

/** Whether a file of a card is a photo of the library: by name, size and time, or else by its bytes. */
export async function isInLibrary(library: Library, file: FoundFile): Promise<boolean> {
  const alike = library.presence.ofSize(file.bytes);
  if (alike.length === 0) return false;
  const isSame = ({ path, modifiedMs }: { path: string; modifiedMs: number }): boolean => {
    const apart = Math.abs(modifiedMs - file.modifiedMs);
    return path.endsWith(file.fileName) && (apart <= sameTimeMs || Math.abs(apart - hourMs) <= sameTimeMs);
  };
  if (alike.some(isSame)) return true;
  const hash = await hashOf(file.path);
  return alike.some((known) => known.hash === hash);
}
