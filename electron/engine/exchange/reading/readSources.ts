import { fail, type Stop } from '../../../contract/index.ts';
import type { ReadEntries } from './entries.ts';
import { photosIn, readFolders } from './readFolders.ts';
import { labelFilesIn, readLabelFiles } from './readLabelFiles.ts';

/**
 * What was chosen says of photos: files of labels where there are some, else the folders that photos lie in.
 *
 * @throws exchange/nothing-read
 */
export async function readSources(paths: readonly string[], stop: Stop): Promise<ReadEntries> {
  const photos = await photosIn(paths, stop);
  const read = await readLabelFiles(await labelFilesIn(paths, stop), photos, stop);
  if (read) return read;
  if (photos.length === 0) fail('exchange/nothing-read', { path: paths.join(', ') });
  return readFolders(photos);
}
