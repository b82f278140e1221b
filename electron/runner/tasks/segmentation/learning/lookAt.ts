import {
  fail,
  FoveaError,
  mostSegmenterClasses,
  problemOf,
  type SegmenterReport,
  type Stop,
} from '../../../../contract/index.ts';
import { readMask, readPicture } from '../../../pixels/index.ts';
import { notJudged, type LabelMap } from '../../../vision/index.ts';

/** A photo and the indexed PNG that says what it shows. */
export interface MaskedFile {
  readonly path: string;
  readonly mask: string;
}

export interface MasksAsked {
  readonly files: readonly MaskedFile[];
  /** Names of the classes; null: as many as the masks hold, by their numbers. */
  readonly classNames: readonly string[] | null;
  /** A class that means "not judged", beside 255. */
  readonly voidClass: number | null;
}

/** A photo that can be learned from. */
export interface SeenPhoto extends MaskedFile {
  /** Pixels of the full-size photo. */
  readonly photoWidth: number;
  readonly photoHeight: number;
  /** [highest class + 1] pixels of each class. */
  readonly counts: Float64Array;
}

export interface SeenPhotos {
  readonly photos: readonly SeenPhoto[];
  readonly classNames: readonly string[];
  readonly problems: SegmenterReport['problems'];
}

/**
 * Reads every photo and mask once, one after the other, and leaves out what cannot be learned from.
 *
 * @param onPhoto  before each photo
 * @throws segmentation/no-masks, segmentation/too-many-classes, segmentation/one-class, engine/stopped
 */
export async function lookAt(
  asked: MasksAsked,
  stop: Stop,
  onPhoto: (index: number, path: string) => void,
): Promise<SeenPhotos> {
  const photos: SeenPhoto[] = [];
  const problems: SegmenterReport['problems'][number][] = [];
  for (const [index, file] of asked.files.entries()) {
    stop.throwIfAborted();
    onPhoto(index, file.path);
    try {
      photos.push(await seen(file, asked));
    } catch (thrown) {
      if (!(thrown instanceof FoveaError) || !/^(photo|mask)\//.test(thrown.code)) throw thrown;
      problems.push({ path: file.path, problem: problemOf(thrown) });
    }
  }
  const [first] = problems;
  if (photos.length === 0)
    fail('segmentation/no-masks', { count: asked.files.length, reason: first?.problem.message ?? '' });
  return { photos, problems, classNames: checkedClasses(photos, asked.classNames) };
}

async function seen({ path, mask }: MaskedFile, asked: MasksAsked): Promise<SeenPhoto> {
  // An eighth of the sides is enough to know that all of it can be read, and JPEG is decoded small at once.
  const { photoWidth, photoHeight } = await readPicture(path, (width, height) => ({
    width: Math.ceil(width / 8),
    height: Math.ceil(height / 8),
  }));
  const truth = await readTruth(mask, asked.voidClass);
  if (truth.width !== photoWidth || truth.height !== photoHeight)
    fail('mask/size', { width: truth.width, height: truth.height, photoWidth, photoHeight });
  const counts = countsOf(truth);
  const count = asked.classNames?.length ?? Infinity;
  if (counts.length > count) fail('mask/class', { classIndex: counts.length - 1, count });
  return { path, mask, photoWidth, photoHeight, counts };
}

/** What a mask says, in its own size. @throws mask/not-readable, photo/too-large */
export async function readTruth(mask: string, voidClass: number | null): Promise<LabelMap> {
  const map = await readMask(mask);
  if (voidClass === null) return map;
  return { ...map, classOf: map.classOf.map((own) => (own === voidClass ? notJudged : own)) };
}

function countsOf({ classOf }: LabelMap): Float64Array {
  const highest = classOf.reduce((most, own) => (own === notJudged ? most : Math.max(most, own)), -1);
  const counts = new Float64Array(highest + 1);
  for (const own of classOf) if (own !== notJudged) counts[own] = (counts[own] ?? 0) + 1;
  return counts;
}

function checkedClasses(photos: readonly SeenPhoto[], names: readonly string[] | null): readonly string[] {
  const count = names?.length ?? Math.max(...photos.map(({ counts }) => counts.length));
  if (count > mostSegmenterClasses) fail('segmentation/too-many-classes', { count, limit: mostSegmenterClasses });
  const classNames = names ?? Array.from({ length: count }, (_, index) => `class ${index}`);
  const shown = shownClasses(photos).map((index) => classNames[index] ?? '');
  if (shown.length < 2)
    fail('segmentation/one-class', {
      classes: shown.length === 0 ? 'nothing is judged' : `all is "${shown[0] ?? ''}"`,
    });
  return classNames;
}

/** Indices of the classes that photos show, in order. */
export function shownClasses(photos: readonly SeenPhoto[]): readonly number[] {
  const counts = pixelCounts(photos, Math.max(0, ...photos.map((photo) => photo.counts.length)));
  return [...counts.keys()].filter((index) => (counts[index] ?? 0) > 0);
}

/** [C] pixels of each class on all photos. */
export function pixelCounts(photos: readonly SeenPhoto[], classes: number): Float64Array {
  const sums = new Float64Array(classes);
  for (const { counts } of photos) for (const [own, count] of counts.entries()) sums[own] = (sums[own] ?? 0) + count;
  return sums;
}
