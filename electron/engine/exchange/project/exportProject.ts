import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { basename, dirname, join, posix } from 'node:path';
import { z } from 'zod';
import { PhotoFilter, PhotosAlong, Sha256, type ClassId, type StrokeSetId } from '../../../contract/index.ts';
import { FreeNames, numberedFile } from '../../../runner/vision/index.ts';
import { diskFailure } from '../../images/index.ts';
import { placePhoto } from '../../jobs/placePhoto.ts';
import type { JobScope } from '../../jobs/queue.ts';
import type { ExchangeRow, Library, Painted } from '../../library/index.ts';
import type { ModelStore } from '../../models/index.ts';
import { counted } from '../../words.ts';
import { relativeFiles, writeAt } from '../files.ts';
import { rowsOf } from '../labelSet.ts';
import { photosFile, photosFolder, projectFile, projectVersion } from './format.ts';
import type { Project, ProjectPhoto } from './format.ts';
import { placeNetworks } from './placeNetworks.ts';

/** A project to be written, as it waits in the queue. */
export const ProjectExportTask = z.object({
  filter: PhotoFilter,
  photos: PhotosAlong,
  networks: z.array(Sha256).readonly(),
  folder: z.string(),
});
export type ProjectExportTask = z.infer<typeof ProjectExportTask>;

interface Needs {
  readonly library: Library;
  readonly models: Pick<ModelStore, 'find'>;
}

/**
 * Writes everything that is known of photos into a folder that can be carried. project.json comes last: where it is, the
 * project is whole. Cut off, it begins again, and photos that lie there already are not copied twice.
 */
export async function exportProject(scope: JobScope, { library, models }: Needs): Promise<string> {
  const { filter, photos, networks, folder } = ProjectExportTask.parse(scope.task);
  const ids = library.ids(filter, 'added');
  scope.report({ total: ids.length, done: 0, failed: 0, message: `Writing to ${folder}` });
  const paths = new Map(library.exchange.photos().map(({ photo, path }) => [photo, path]));
  const { root, files } = relativeFiles(ids.map((id) => paths.get(id) ?? ''));
  const byId = new Map(ids.map((id, at) => [id, files[at] ?? '']));
  const write = await lineWriter(folder);
  const free = new FreeNames();
  const segmenters = new Set<StrokeSetId>();
  let [done, missing] = [0, 0];
  try {
    for await (const rows of rowsOf(library, ids, scope.signal)) {
      const strokes = library.strokes.on(rows.map(({ photo }) => photo));
      for (const row of rows) {
        scope.signal.throwIfAborted();
        const path = byId.get(row.photo) ?? basename(row.path);
        const file = photos === 'none' ? null : await placed(folder, free, { from: row.path, path, how: photos });
        if (file === null && photos !== 'none') missing += 1;
        const painted = strokes.get(row.photo) ?? [];
        for (const { set } of painted) segmenters.add(set);
        await write.line(JSON.stringify(lineOf(row, painted, { path, file })));
        done += 1;
        scope.report({ done, failed: missing });
      }
    }
    await write.end();
  } catch (thrown) {
    await write.abandon();
    throw diskFailure(thrown, folder);
  }
  const project = projectOf(library, {
    root,
    photos: done,
    networks: await placeNetworks(folder, networks, models),
    segmenters,
  });
  await writeAt(folder, projectFile, `${JSON.stringify(project, null, 2)}\n`);
  const without = missing > 0 ? ` ${counted(missing, 'file')} of photos not there any more.` : '';
  return `${counted(done, 'photo')} written to ${folder}.${without}`;
}

interface Placing {
  readonly from: string;
  readonly path: string;
  readonly how: 'copy' | 'hard-link';
}

/** Where a photo lies in the project; null: its file is not there any more. */
async function placed(folder: string, free: FreeNames, { from, path, how }: Placing): Promise<string | null> {
  const above = path.slice(0, path.lastIndexOf('/') + 1);
  const file = free.take((attempt) => `${photosFolder}/${above}${numberedFile(path, attempt)}`);
  const target = join(folder, ...file.split('/'));
  await mkdir(dirname(target), { recursive: true });
  const { fileName } = await placePhoto(from, dirname(target), basename(target), how);
  return fileName === null ? null : posix.join(posix.dirname(file), fileName);
}

function lineOf(
  row: ExchangeRow,
  painted: readonly Painted[],
  { path, file }: Pick<ProjectPhoto, 'path' | 'file'>,
): ProjectPhoto {
  const suggested = Map.groupBy(row.suggested, ({ model }) => model);
  return {
    ...{ path, file, sha256: row.hash, bytes: row.bytes, width: row.width, height: row.height },
    labels: row.labels.map((label) => label.class),
    rejected: row.rejected.map(({ class: id, model }) => ({ class: id, model })),
    suggested: [...suggested].map(([model, all]) => ({
      model,
      top: all.map(({ className, classIndex, probability }) => ({ class: className, index: classIndex, probability })),
    })),
    ...{ rating: row.rating, flag: row.flag, complete: row.complete },
    boxes: row.boxes.map(({ className, box, difficult }) => ({ class: className, box, difficult })),
    strokes: painted.map(({ set, strokes }) => ({ segmenter: set, strokes })),
  };
}

/** Lines go to disk as they come; the file is there when all are. */
async function lineWriter(folder: string) {
  const target = join(folder, photosFile);
  const partial = `${target}.partial`;
  const stream = createWriteStream(partial);
  const failed = once(stream, 'error').then(([thrown]: unknown[]) => Promise.reject(asError(thrown)));
  failed.catch(() => undefined);
  await Promise.race([once(stream, 'open'), failed]);
  return {
    async line(text: string): Promise<void> {
      if (!stream.write(`${text}\n`)) await Promise.race([once(stream, 'drain'), failed]);
    },
    async end(): Promise<void> {
      stream.end();
      await Promise.race([once(stream, 'close'), failed]);
      await rename(partial, target);
    },
    async abandon(): Promise<void> {
      stream.destroy();
      await rm(partial, { force: true });
    },
  };
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

interface Rest {
  readonly root: string;
  readonly photos: number;
  readonly networks: Project['networks'];
  /** Those that photos refer to. */
  readonly segmenters: ReadonlySet<StrokeSetId>;
}

/** All classes that a line may refer to: those on the shelf, and rejected ones that only networks know. */
function projectOf(library: Library, { root, photos, networks, segmenters }: Rest): Project {
  const shelf = library.classes.shelf();
  const known = new Set<ClassId>(shelf.map(({ id }) => id));
  const others = library.exchange.classNames().filter(({ id }) => !known.has(id));
  return {
    ...{ format: 'fovea-project', version: projectVersion, root, photos, labelling: library.classes.labelling() },
    classes: [
      ...shelf.map(({ id, name, parent, alsoCalled }) => ({ id, name, parent, alsoCalled })),
      ...others.map(({ id, name }) => ({ id, name, parent: null, alsoCalled: [] })),
    ],
    networks,
    segmenters: library.strokes
      .sets()
      .filter(({ id }) => segmenters.has(id))
      .map(({ id, name, model, classes }) => ({ id, name, model, classes }))
      .toReversed(),
  };
}
