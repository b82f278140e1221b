import type { Stop } from '../../../contract/index.ts';
import { walk } from '../../jobs/walk.ts';
import type { ListedPhoto, Listing } from './sources.ts';
import { listingOf } from './listing.ts';

/** Photos asked for at once: ExifTool answers one after the other, and should never wait for the next question. */
const askedAtOnce = 16;

/**
 * The photos of folders with what their tags say as their classes.
 *
 * @param classesOf  of a photo; none: it stays without
 */
export async function listByTags(
  paths: readonly string[],
  classesOf: (path: string) => Promise<readonly string[]>,
  stop: Stop,
): Promise<Listing> {
  const photos: ListedPhoto[] = [];
  const unlabelled: string[] = [];
  const files: string[] = [];
  for await (const { path } of walk(paths, stop)) files.push(path);
  for (let from = 0; from < files.length; from += askedAtOnce) {
    stop.throwIfAborted();
    const some = files.slice(from, from + askedAtOnce);
    const answers = await Promise.all(some.map(classesOf));
    for (const [at, path] of some.entries()) {
      const classNames = answers[at] ?? [];
      if (classNames.length > 0) photos.push({ path, classNames, part: null });
      else unlabelled.push(path);
    }
  }
  const multiLabel = photos.some(({ classNames }) => classNames.length > 1);
  return listingOf({ photos, named: [], unlabelled, multiLabel });
}

/** The same by a tag that says one class, or null. */
export const listByTag = (
  paths: readonly string[],
  classOf: (path: string) => Promise<string | null>,
  stop: Stop,
): Promise<Listing> => listByTags(paths, async (path) => [await classOf(path)].filter((name) => name !== null), stop);
