import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import {
  LabelExport,
  type EngineContract,
  type OutputOf,
  type PhotosAlong,
  type Sha256,
} from '../../contract/index.ts';
import { labelFormats, writeLabels, type WrittenLabels } from '../../runner/vision/index.ts';
import { placePhoto } from '../jobs/placePhoto.ts';
import type { JobScope } from '../jobs/queue.ts';
import { writeNew } from '../jobs/writeNew.ts';
import type { Library } from '../library/index.ts';
import { counted } from '../words.ts';
import { writeAt } from './files.ts';
import { labelsOfLibrary } from './labelSet.ts';
import type { Watch } from './watch.ts';

/** Labels to be written, as they wait in the queue. */
export const LabelExportTask = LabelExport.extend({ folder: z.string() });
export type LabelExportTask = z.infer<typeof LabelExportTask>;

type FromLibrary = Pick<Library, 'exchange' | 'classes' | 'ids'>;

/** Formats that are folders of photos have nothing else to be: what goes along for none is copied. */
const along = ({ format, photos }: LabelExport): PhotosAlong =>
  labelFormats[format].isOfPhotos && photos === 'none' ? 'copy' : photos;

/** Whether an export makes folders of its own, for which only an empty one has room. */
export const needsEmptyFolder = (asked: LabelExport): boolean =>
  along(asked) !== 'none' || ['coco', 'voc', 'labelme'].includes(asked.format);

interface Planned extends WrittenLabels {
  readonly paths: readonly string[];
  readonly labelled: number;
}

async function planned(library: FromLibrary, asked: LabelExport, model: Sha256 | null, watch: Watch): Promise<Planned> {
  const ids = library.ids(asked.filter, 'added');
  const { set, paths, groups } = await labelsOfLibrary(library, ids, { states: asked.states, model }, watch);
  const { places, ...written } = writeLabels(asked.format, set, { ...asked, groups });
  const labelled = set.photos.filter(({ labels }) => labels.length > 0).length;
  return { ...written, places: along(asked) === 'none' ? [] : places, paths, labelled };
}

/** What an export would write and what it would lose. */
export async function previewExport(
  library: FromLibrary,
  asked: LabelExport,
  model: Sha256 | null,
  watch: Watch,
): Promise<OutputOf<EngineContract['exchange.preview']>> {
  const { files, places, losses, paths, labelled } = await planned(library, asked, model, watch);
  return { photos: paths.length, labelled, files: files.length, copies: places.length, losses };
}

/** Writes labels into the folder that was granted; nothing there is overwritten, and no original is moved. */
export async function exportLabels(
  scope: JobScope,
  library: FromLibrary,
  model: () => Promise<Sha256 | null>,
): Promise<string> {
  const task = LabelExportTask.parse(scope.task);
  const { folder, ...asked } = task;
  scope.report({ message: 'Reading labels' });
  const { files, places, losses, paths, labelled } = await planned(library, asked, await model(), {
    signal: scope.signal,
    onProgress: () => undefined,
  });
  scope.report({ total: places.length, message: `Writing to ${folder}` });
  const how = along(asked);
  const writtenBefore = scope.job.done;
  for (const [position, { photo, path }] of places.entries()) {
    if (position < writtenBefore) continue;
    scope.signal.throwIfAborted();
    const isMissing = how !== 'none' && (await placeAt(folder, path, paths[photo] ?? '', how)).how === 'missing';
    scope.report({ done: position + 1, failed: scope.job.failed + (isMissing ? 1 : 0) });
  }
  const isAlone = !needsEmptyFolder(asked);
  for (const { path, text } of files) {
    const [, name = path, extension = ''] = /^(.+)\.(\w+)$/.exec(path) ?? [];
    if (isAlone) await writeNew(folder, name, extension, text);
    else await writeAt(folder, path, text);
  }
  const missing = scope.job.failed > 0 ? [`${counted(scope.job.failed, 'file')} of photos not there any more.`] : [];
  return [`Labels of ${counted(labelled, 'photo')} written to ${folder}.`, ...missing, ...losses].join(' ');
}

async function placeAt(folder: string, path: string, from: string, how: 'copy' | 'hard-link') {
  const names = path.split('/');
  const target = join(folder, ...names.slice(0, -1));
  await mkdir(target, { recursive: true });
  return placePhoto(from, target, names.at(-1) ?? '', how);
}
