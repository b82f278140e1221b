import { basename } from 'node:path';
import { z } from 'zod';
import {
  failure,
  FoveaError,
  MaskFormat,
  PhotoId,
  SegmentationSettings,
  Sha256,
  type DeviceId,
  type Look,
  type ModelFile,
} from '../../contract/index.ts';
import type { LabelMap, MaskAnnotation } from '../../runner/vision/index.ts';
import type { Library } from '../library/index.ts';
import type { JobScope } from '../jobs/queue.ts';
import { counted } from '../words.ts';
import type { Looks, LookRequest } from './libraryLooks.ts';
import { atSize, writtenAs, type Masked } from './masks.ts';
import { ofThePhoto } from './segmented.ts';
import { namesFor } from './segmentFiles.ts';
import { isForSets } from './sets.ts';
import { maskWriter } from './writer.ts';

/** Masks of photos of the library, as they wait in the queue. */
export const MaskExportTask = z.object({
  photos: z.array(PhotoId).min(1).readonly(),
  model: Sha256,
  settings: SegmentationSettings,
  formats: z.array(MaskFormat).min(1).readonly(),
  folder: z.string(),
});
export type MaskExportTask = z.infer<typeof MaskExportTask>;

export interface MaskExportWith {
  readonly library: Pick<Library, 'source' | 'detail'>;
  readonly looks: Looks;
  readonly findModel: (hash: string) => Promise<ModelFile>;
  readonly device: () => DeviceId;
}

/** Writes masks photo by photo. One that cannot be read is counted, and what was written before a pause stays written. */
export async function exportMasks(scope: JobScope, needs: MaskExportWith): Promise<string> {
  const { photos, model: hash, settings, formats, folder } = MaskExportTask.parse(scope.task);
  const model = { ...(await needs.findModel(hash)), hash };
  const writer = maskWriter(folder, formats);
  const writtenBefore = scope.job.done;
  // What belongs to all photos is put together anew; a photo's own files are there.
  const begins = formats.some(isForSets) ? 0 : writtenBefore;
  let failed = begins === 0 ? 0 : scope.job.failed;
  scope.report({ total: photos.length, message: `Writing to ${folder}` });
  for (const [position, photo] of photos.entries()) {
    if (position < begins) continue;
    scope.signal.throwIfAborted();
    try {
      const asked = { photo: sourceOf(needs.library, photo), model, settings, device: needs.device(), seen: false };
      const masked = await maskedOf(needs.looks, asked, scope.signal);
      await (position < writtenBefore ? writer.gather(masked) : writer.write(masked));
    } catch (thrown) {
      if (scope.signal.aborted || !isOfOne(thrown)) throw thrown;
      failed += 1;
    }
    scope.report({ done: Math.max(writtenBefore, position + 1), failed });
  }
  await writer.finish();
  const unread = failed === 0 ? '' : `, ${failed} unreadable`;
  return [`${counted(photos.length - failed, 'photo')} written to ${folder}${unread}.`, ...writer.losses].join(' ');
}

/** Where a photo lies, and which it is. @throws library/photo-unknown, photo/corrupt when it was never read */
export function sourceOf(library: MaskExportWith['library'], photo: number): LookRequest['photo'] {
  const { path } = library.source(photo);
  const { hash, problem } = library.detail(photo);
  if (hash !== null) return { path, hash };
  throw failure('photo/corrupt', { reason: problem?.message ?? 'it has not been read yet.' });
}

/** At the size of the photo, as files of masks are. */
async function maskedOf(looks: Looks, asked: LookRequest, signal: AbortSignal): Promise<Masked> {
  const look = await looks.look(asked, { signal, onProgress: () => undefined });
  const { photoWidth: width, photoHeight: height } = look.result;
  const map = atSize(await looks.mapOf(look), width, height);
  return { path: asked.photo.path, annotation: annotationOf(asked, look, map) };
}

/** Formats that lose nothing, or whose loss is theirs by nature. */
const pictures: readonly MaskFormat[] = ['png', 'cutout', 'overlay'];

/** What formats could not hold of a look, one sentence each; counted in pixels of the look. */
export async function lossesOf(
  looks: Looks,
  asked: LookRequest,
  look: Look,
  formats: readonly MaskFormat[],
): Promise<readonly string[]> {
  const masked = { path: asked.photo.path, annotation: annotationOf(asked, look, await looks.mapOf(look)) };
  const texts = formats.filter((format) => !pictures.includes(format));
  const losses = await Promise.all(texts.map(async (format) => (await writtenAs(format, masked)).losses));
  return [...new Set(losses.flat())];
}

function annotationOf({ photo, model }: LookRequest, { result }: Look, map: LabelMap): MaskAnnotation {
  const { width, height } = map;
  return {
    photo: { file: basename(photo.path), width, height },
    classes: namesFor(model.card.classNames, result),
    map,
  };
}

/** What concerns one photo only; it may also have been taken out of the library in the meantime. */
const isOfOne = (thrown: unknown): boolean =>
  thrown instanceof FoveaError && (ofThePhoto.test(thrown.code) || thrown.code === 'library/photo-unknown');
