import { fail, problemOf, type Problem, type Stroke, type StrokeWork } from '../../../../contract/index.ts';
import type { Turn } from '../../../runtime/index.ts';
import { pixelsOfShape } from '../../../vision/index.ts';
import type { PixelHead, Size } from '../../../hypercolumns/index.ts';
import { openDescriber, type DescribedPhoto } from './described.ts';
import { strokeSession, type StrokeSession } from './session.ts';
import type { Stroke as Painted } from './labels.ts';

type Photo = StrokeWork['photos'][number];

export interface Attention {
  readonly signal: AbortSignal;
  readonly turn: Turn;
  /** Photos that were read of those that had to be. */
  readonly onProgress: (done: number, total: number) => void;
}

/** A segmenter in the making, as far as it was taught; strokes that it knows are not described again. */
export interface Teaching {
  /**
   * Takes up what is painted, learns if that is new, and says how long it took, in milliseconds; 0: nothing was new.
   * Photos that cannot be read are skipped; what was learned from them before stays.
   *
   * @param needed  position of a photo that has to be described at the end
   * @throws strokes/too-few-classes, photo/* of the needed photo, model/*, engine/stopped
   */
  learn(work: StrokeWork, needed: number | null, attention: Attention): Promise<Learned>;
  /** Its photos are called by `keyOf`. */
  readonly session: StrokeSession;
  keyOf(photo: Photo): string;
  /** @throws Error  it was not needed the last time: a mistake of the program */
  photo(of: Photo): DescribedPhoto['photo'];
  /** The size of most photos with strokes. */
  usualSize(): Size;
  close(): Promise<void>;
}

export interface Learned {
  readonly head: PixelHead;
  readonly learnedMs: number;
  /** Positions of photos that could not be read, and why. */
  readonly skipped: readonly { readonly index: number; readonly problem: Problem }[];
}

/** What features of photos may occupy, in bytes; those shown last are kept. */
const mostFeatures = 600e6;

export function newTeaching({ model, device }: Pick<StrokeWork, 'model' | 'device'>): Teaching {
  const describer = openDescriber(model, device);
  const session = strokeSession({ device });
  /** Ids of the strokes that were taken up. */
  const taken = new Map<string, readonly number[]>();
  const described = new Map<string, DescribedPhoto>();
  let learnedFrom = '';

  const describedAs = async (photo: Photo, turn: Turn): Promise<DescribedPhoto> => {
    const key = keyOf(photo);
    const known = described.get(key) ?? (await describer.describe(photo.path, turn));
    described.delete(key);
    described.set(key, known);
    session.addPhoto(key, known.features);
    letGoOfOldest(described, session);
    return known;
  };

  const takeUp = async (photo: Photo, strokes: readonly Stroke[], turn: Turn): Promise<void> => {
    const key = keyOf(photo);
    const before = taken.get(key) ?? [];
    const goesOn = before.every((id, at) => strokes[at]?.id === id);
    if (goesOn && before.length === strokes.length) return;
    const { features, photo: whole } = await describedAs(photo, turn);
    const painted = strokes.slice(goesOn ? before.length : 0).map((stroke) => paintedIn(stroke, whole, features));
    if (goesOn) session.addStrokes(key, painted);
    else session.setStrokes(key, painted);
    taken.set(
      key,
      strokes.map(({ id }) => id),
    );
  };

  const forgetOthers = (photos: readonly Photo[]): void => {
    const asked = new Set(photos.map(keyOf));
    for (const key of [...taken.keys()].filter((one) => !asked.has(one))) {
      taken.delete(key);
      described.delete(key);
      session.forgetPhoto(key);
    }
  };

  return {
    ...{ session, keyOf },
    async learn(work, needed, { signal, turn, onProgress }) {
      forgetOthers(work.photos);
      const skipped: { index: number; problem: Problem }[] = [];
      for (const [index, photo] of work.photos.entries()) {
        signal.throwIfAborted();
        onProgress(index, work.photos.length);
        try {
          await takeUp(photo, learnable(photo, work.removed), turn);
        } catch (thrown) {
          const problem = problemOf(thrown);
          if (index === needed || !problem.code.startsWith('photo/')) throw thrown;
          skipped.push({ index, problem });
        }
      }
      const shown = needed === null ? undefined : work.photos[needed];
      if (shown) await describedAs(shown, turn);
      onProgress(work.photos.length, work.photos.length);
      const classes = work.classNames.length;
      const painted = session.paintedClasses();
      if (painted < 2) fail('strokes/too-few-classes', { painted });
      const asks = JSON.stringify([classes, [...taken]]);
      const known = session.head();
      if (asks === learnedFrom && known) return { head: known, learnedMs: 0, skipped };
      const startedMs = performance.now();
      const head = await turn(() => session.train(classes, signal));
      learnedFrom = asks;
      return { head, learnedMs: performance.now() - startedMs, skipped };
    },
    photo: (of) => described.get(keyOf(of))?.photo ?? refuse(of.path),
    usualSize: () => mostCommon([...taken.keys()].map((key) => session.paintedOn(key)).filter((map) => map !== null)),
    async close() {
      await describer.close();
      await session.close();
    },
  };
}

const keyOf = ({ path, hash }: Photo): string => `${hash} ${path}`;

const learnable = ({ strokes }: Photo, removed: readonly number[]): readonly Stroke[] =>
  strokes.filter(({ classIndex }) => classIndex === null || !removed.includes(classIndex));

const paintedIn = (
  { classIndex, shape }: Stroke,
  { photoWidth: width, photoHeight: height }: DescribedPhoto['photo'],
  size: Size,
): Painted => ({
  classIndex,
  pixels: pixelsOfShape(shape, { width, height }, size),
  filled: shape.kind !== 'path',
});

const refuse = (path: string): never => {
  throw new Error(`"${path}" is not described.`);
};

/** Keeps the one used last, whatever it takes. */
function letGoOfOldest(described: Map<string, DescribedPhoto>, session: StrokeSession): void {
  let bytes = [...described.values()].reduce((sum, one) => sum + bytesOf(one), 0);
  for (const [key, photo] of [...described].slice(0, -1)) {
    if (bytes <= mostFeatures) return;
    bytes -= bytesOf(photo);
    described.delete(key);
    session.letGo(key);
  }
}

const bytesOf = ({ features }: DescribedPhoto): number =>
  features.maps.reduce((sum, { byteLength }) => sum + byteLength, 0);

/** The first of those that occur most often. */
function mostCommon(sizes: readonly Size[]): Size {
  const counts = new Map<string, { readonly size: Size; count: number }>();
  for (const { width, height } of sizes) {
    const known = counts.get(`${width} ${height}`) ?? { size: { width, height }, count: 0 };
    known.count += 1;
    counts.set(`${width} ${height}`, known);
  }
  const [most] = [...counts.values()].toSorted((a, b) => b.count - a.count);
  return most?.size ?? refuse('no photo');
}
