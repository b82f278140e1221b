import { failure, problemOf, type LabelledPhoto } from '../../../contract/index.ts';
import { decodePhoto } from '../../../decode/index.ts';
import { hashOf } from '../../images/index.ts';
import { walk } from '../../jobs/walk.ts';
import { counted } from '../../jobs/words.ts';
import { photosNamed, placedBoxes, readBoxFiles } from '../annotations/index.ts';
import type { FileProblem, PhotoSize, PlacedBoxes } from '../annotations/index.ts';

/** Photos without a library, and what annotations say about them. */
export interface LabelledFiles {
  readonly photos: readonly PlacedBoxes<{ readonly path: string }>[];
  /** Of which there are boxes, in the order in which the annotations list them. */
  readonly classNames: readonly string[];
  readonly problems: readonly FileProblem[];
  readonly losses: readonly string[];
}

export interface FilesToRead {
  /** Photos, and folders of them. */
  readonly paths: readonly string[];
  readonly annotations: string;
}

export interface ReadWatch {
  readonly signal: AbortSignal;
  readonly onProgress: (step: { done: number; total: number }) => void;
}

/** Photos that no annotation is about are left out: what is in them is not known. */
export async function labelledFiles(
  { paths, annotations }: FilesToRead,
  { signal, onProgress }: ReadWatch,
): Promise<LabelledFiles> {
  const found: { path: string }[] = [];
  for await (const { path } of walk(paths, signal)) found.push({ path });
  const read = await readBoxFiles([annotations], { stop: signal, onProgress });
  const { photos, problems, losses } = await placedBoxes(read, photosNamed(found), ({ path }) => {
    signal.throwIfAborted();
    return sizeOf(path);
  });
  const used = new Set(photos.flatMap(({ boxes }) => boxes.map(({ className }) => className)));
  const listed = read.classNames.map((name) => name.trim()).filter((name) => used.has(name));
  const without = found.length - photos.length;
  return {
    ...{ photos, problems },
    classNames: [...new Set([...listed, ...used])],
    losses: without === 0 ? losses : [...losses, `Left out: ${counted(without, 'photo')} that no annotation is about.`],
  };
}

/** @throws photo/* */
async function sizeOf(path: string): Promise<PhotoSize> {
  const { width, height } = await decodePhoto(path, () => Promise.resolve(null));
  return { width, height };
}

/**
 * As the runner takes them. Whatever is not drawn is background: annotations of a data set say all there is. A photo that
 * went away meanwhile is a problem of its own.
 */
export async function labelledPhotos(files: LabelledFiles['photos'], classNames: readonly string[]) {
  const indexOf = new Map(classNames.map((name, index) => [name, index]));
  const photos: LabelledPhoto[] = [];
  const problems: FileProblem[] = [];
  for (const { photo, boxes: drawn } of files) {
    const boxes = drawn.flatMap(({ className, box, difficult }) => {
      const classIndex = indexOf.get(className);
      return classIndex === undefined ? [] : [{ classIndex, box, difficult }];
    });
    const { path } = photo;
    try {
      photos.push({ path, hash: await photoHash(path), boxes, complete: true });
    } catch (thrown) {
      problems.push({ path, problem: problemOf(thrown) });
    }
  }
  return { photos, problems };
}

/** @throws photo/missing  it went away since its size was read */
export const photoHash = (path: string): Promise<string> =>
  hashOf(path).catch(() => {
    throw failure('photo/missing', {});
  });
