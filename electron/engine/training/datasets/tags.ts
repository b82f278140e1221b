import type { Stop } from '../../../contract/index.ts';
import { walk } from '../../jobs/walk.ts';
import type { ListedPhoto, Listing } from './sources.ts';
import { listingOf } from './listing.ts';

/** Photos asked for at once: ExifTool answers one after the other, and should never wait for the next question. */
const askedAtOnce = 16;

/**
 * The photos of folders with what one tag says as their class.
 *
 * @param classOf  of a photo; null: it has none
 */
export async function listByTag(
  paths: readonly string[],
  classOf: (path: string) => Promise<string | null>,
  stop: Stop,
): Promise<Listing> {
  const photos: ListedPhoto[] = [];
  const unlabelled: string[] = [];
  const files: string[] = [];
  for await (const { path } of walk(paths, stop)) files.push(path);
  for (let from = 0; from < files.length; from += askedAtOnce) {
    stop.throwIfAborted();
    const some = files.slice(from, from + askedAtOnce);
    const answers = await Promise.all(some.map(classOf));
    for (const [at, path] of some.entries()) {
      const className = answers[at] ?? null;
      if (className === null) unlabelled.push(path);
      else photos.push({ path, classNames: [className], part: null });
    }
  }
  return listingOf({ photos, named: [], unlabelled, multiLabel: false });
}
