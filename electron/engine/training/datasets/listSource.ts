import { artistOf, cameraBodyOf } from '../../../decode/index.ts';
import type { Stop } from '../../../contract/index.ts';
import { listCsv } from './csv.ts';
import { listFolders } from './folders.ts';
import { listKeywords } from './keywords.ts';
import { labelListing } from './listing.ts';
import type { LabelsByPath } from './listing.ts';
import type { DatasetSource, Listing } from './sources.ts';
import { listByTag } from './tags.ts';

/**
 * What a source says of its photos.
 *
 * @param labels  classes by path, as the library has it
 * @throws training/bad-csv, training/csv-paths, library/path-missing, engine/stopped
 */
export async function listSource(source: DatasetSource, labels: LabelsByPath, stop: Stop): Promise<Listing> {
  switch (source.kind) {
    case 'folders':
      return listFolders(source.paths, stop);
    case 'csv':
      return listCsv(source.path);
    case 'keywords':
      return listKeywords(source.paths, source.branch, stop);
    case 'artists':
      return listByTag(source.paths, artistOf, stop);
    case 'cameras':
      return listByTag(source.paths, cameraBodyOf, stop);
    case 'labels':
      return labelListing(labels);
  }
}
