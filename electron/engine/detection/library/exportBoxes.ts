import { basename, extname } from 'node:path';
import { z } from 'zod';
import { BoxFormat, PhotoFilter, type PhotoId } from '../../../contract/index.ts';
import type { BoxAnnotation } from '../../../runner/vision/index.ts';
import type { JobScope } from '../../jobs/queue.ts';
import { counted } from '../../words.ts';
import { writeNew } from '../../jobs/writeNew.ts';
import type { BoxedPhoto, Library } from '../../library/index.ts';
import { boxFileLosses, photoFile, setFile, withoutCount, type BoxFile } from '../boxFiles.ts';

/** Drawn boxes to be written, as they wait in the queue. */
export const BoxExportTask = z.object({
  filter: PhotoFilter,
  formats: z.array(BoxFormat).min(1).readonly(),
  folder: z.string(),
});
export type BoxExportTask = z.infer<typeof BoxExportTask>;

type FromLibrary = Pick<Library, 'boxes' | 'ids'>;

/**
 * Writes the drawn boxes of photos that have some or are complete. Files of single photos that were written before a pause
 * stay written; those for all are put together at the end.
 */
export async function exportBoxes(scope: JobScope, library: FromLibrary): Promise<string> {
  const { filter, formats, folder } = BoxExportTask.parse(scope.task);
  const { annotations, classNames, unread } = annotated(library, library.ids(filter, 'added'));
  const losses = new Set(unread);
  const write = async ({ losses: lost, name, extension, text }: BoxFile): Promise<void> => {
    for (const loss of lost) losses.add(withoutCount(loss));
    await writeNew(folder, name, extension, text);
  };
  const writtenBefore = scope.job.done;
  scope.report({ total: annotations.length, message: `Writing to ${folder}` });
  for (const [position, annotation] of annotations.entries()) {
    if (position < writtenBefore) continue;
    scope.signal.throwIfAborted();
    const { file } = annotation.photo;
    for (const format of formats) {
      const made = await photoFile(format, basename(file, extname(file)), annotation, classNames);
      if (made) await write(made);
    }
    scope.report({ done: position + 1 });
  }
  for (const format of annotations.length === 0 ? [] : formats) {
    const made = setFile(format, annotations, classNames);
    if (made) await write(made);
  }
  const boxes = annotations.reduce((sum, { objects }) => sum + objects.length, 0);
  const what = `${counted(boxes, 'box', 'boxes')} of ${counted(annotations.length, 'photo')}`;
  return [`${what} written to ${folder}.`, ...losses].join(' ');
}

/** What formats cannot hold of the drawn boxes of photos, one sentence each. */
export function boxLosses(
  library: FromLibrary,
  ids: readonly PhotoId[],
  formats: readonly BoxFormat[],
): readonly string[] {
  const { annotations, classNames, unread } = annotated(library, ids);
  const losses = formats.flatMap((format) => boxFileLosses(format, annotations, classNames));
  return [...new Set([...unread, ...losses])];
}

function annotated(library: FromLibrary, ids: readonly PhotoId[]) {
  const boxed = library.boxes.photos(ids);
  const annotations = boxed.flatMap(annotationOf);
  const unread = boxed.length - annotations.length;
  return {
    annotations,
    classNames: library.boxes.classes().map(({ className }) => className),
    unread: unread === 0 ? [] : [`Left out: ${counted(unread, 'photo')} that could not be read.`],
  };
}

function annotationOf({ path, width, height, boxes }: BoxedPhoto): BoxAnnotation[] {
  if (width === null || height === null) return [];
  const objects = boxes.map(({ className, box, difficult }) => ({ className, box, ...(difficult && { difficult }) }));
  return [{ photo: { file: basename(path), width, height }, objects }];
}
