import { basename } from 'node:path';
import { fail, failure, FoveaError, problemOf, type LabelledPhoto } from '../../../contract/index.ts';
import { decodePhoto } from '../../../decode/index.ts';
import { hashOf } from '../../images/index.ts';
import { walk } from '../../jobs/walk.ts';
import { counted } from '../../words.ts';
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
  const meant = new Set<string>();
  const { photos, problems, losses } = await placedBoxes(read, photosNamed(found), ({ path }) => {
    signal.throwIfAborted();
    meant.add(path);
    return sizeOf(path);
  });
  const used = new Set(photos.flatMap(({ boxes }) => boxes.map(({ className }) => className)));
  const listed = read.classNames.map((name) => name.trim()).filter((name) => used.has(name));
  const without = found.length - meant.size;
  const [elsewhere, own] = parted(problems, ({ problem }) => problem.code === 'boxes/photo-missing');
  return {
    ...{ photos, problems: own },
    classNames: [...new Set([...listed, ...used])],
    losses: [...losses, ...notAnnotated(without), ...ofOthers(elsewhere)],
  };
}

/**
 * That there is a box at all. Where there is none because a file could not be read, that is what went wrong.
 *
 * @throws annotation/not-readable, detection/no-boxes
 */
export function checkAnyBoxes({ photos, problems }: Pick<LabelledFiles, 'photos' | 'problems'>): void {
  if (photos.some(({ boxes }) => boxes.length > 0)) return;
  const unread = problems.find(({ problem }) => problem.code.startsWith('annotation/'))?.problem;
  if (unread) throw new FoveaError(unread.code, unread.message, unread.remedy);
  fail('detection/no-boxes', {});
}

const notAnnotated = (count: number): string[] =>
  count === 0 ? [] : [`Left out: ${counted(count, 'photo')} that no annotation is about.`];

/** Annotations of a whole data set are often given with a part of its photos: one sentence for all. */
function ofOthers(problems: readonly FileProblem[]): string[] {
  const [first] = problems;
  if (!first) return [];
  return [`Left out: annotations of ${counted(problems.length, 'photo')} elsewhere, such as ${basename(first.path)}.`];
}

const parted = <T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] => [
  all.filter(isFirst),
  all.filter((one) => !isFirst(one)),
];

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
