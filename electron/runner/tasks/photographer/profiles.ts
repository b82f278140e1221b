import type {
  CollectedPhoto,
  InputOf,
  OutputOf,
  ProgressOf,
  RunnerContract,
  Scope,
  Stop,
} from '../../../contract/index.ts';
import { readAhead, readPicture, within } from '../../pixels/index.ts';
import type { Turn } from '../../runtime/index.ts';
import { computeFeatures } from '../../training/index.ts';
import { lookOf, setsApart, type Look } from '../../vision/index.ts';
import { describedPhotos } from './baselines.ts';
import { colorBins } from './descriptors.ts';

type Method = RunnerContract['photographers.profiles'];

/** Things that are named of each photographer, at most. */
const mostThings = 12;
/** Of a photo's longer side: enough to see how it is made. */
const lookSide = 160;

/**
 * What each photographer shoots, and how: what a recognition network responds to more strongly in their shoots than in those
 * of the others, beyond chance; light, color and weight.
 *
 * @throws model/*, runner/no-device, engine/stopped
 */
export async function photographerProfiles(
  { recognizer, classNames, photos, device, cacheDir }: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
): Promise<OutputOf<Method>> {
  const { stop } = scope;
  const noAugmentation = { flip: false, crop: 0, color: 0, geometry: 0, blur: 0, noise: 0 };
  const cut = { value: recognizer.card.outputName, pooled: false };
  const [responses] = await computeFeatures(
    {
      ...{ model: recognizer, cuts: [cut], photos, views: 0, augmentation: noAugmentation, seed: 0, cacheDir, device },
    },
    { turn, stop, onProgress: (done, total) => scope.progress({ phase: 'features', done, total }) },
  );
  if (!responses) throw new Error('Responses were asked for.');
  const kept = photos.flatMap((photo, row) => (responses.unreadable.has(row) ? [] : [{ photo, row }]));
  const own = kept.map(({ photo }) => photo);
  const width = responses.dims.reduce((product, dim) => product * dim, 1);
  const rows = kept.map(({ row }) => responses.values.subarray(row * width, (row + 1) * width));
  const shoots = shootsOf(own, rows, width);
  const things = setsApart({ ...shoots, width, classes: classNames.length });
  const looks = await looksOf(own, stop, (done) => scope.progress({ phase: 'profiles', done, total: own.length }));
  const told = await describedPhotos({ input: { cacheDir }, scope, turn, stop }, own);
  return classNames.map((className, classIndex) => {
    const theirs = own.flatMap((photo, at) => (photo.classIndex === classIndex ? [at] : []));
    return {
      className,
      setApart: things
        .filter((thing) => thing.classIndex === classIndex)
        .slice(0, mostThings)
        .map(({ response, higher, q }) => ({
          thing: recognizer.card.classNames[response] ?? `${response}`,
          higher,
          q,
        })),
      look: meanLook(theirs.flatMap((at) => looks[at]?.look ?? [])),
      colors: meanHistogram(theirs, told.color.values),
      upright: shareOf(theirs, (at) => (looks[at]?.aspect ?? 1) < 0.95),
      square: shareOf(theirs, (at) => Math.abs((looks[at]?.aspect ?? 0) - 1) <= 0.05),
    };
  });
}

/** Means of each photographer's shoots. */
function shootsOf(photos: readonly CollectedPhoto[], rows: readonly Float32Array[], width: number) {
  const places = Map.groupBy(photos.keys(), (at) => `${photos[at]?.classIndex} ${photos[at]?.group}`);
  const means = new Float32Array(places.size * width);
  const classOf = new Int32Array(places.size);
  for (const [shoot, members] of [...places.values()].entries()) {
    classOf[shoot] = photos[members[0] ?? 0]?.classIndex ?? 0;
    for (const member of members)
      for (let f = 0; f < width; f += 1)
        means[shoot * width + f] = (means[shoot * width + f] ?? 0) + (rows[member]?.[f] ?? 0) / members.length;
  }
  return { rows: means, classOf };
}

interface Seen {
  readonly look: Look;
  /** Width over height. */
  readonly aspect: number;
}

async function looksOf(
  photos: readonly CollectedPhoto[],
  stop: Stop,
  onDone: (done: number) => void,
): Promise<readonly (Seen | null)[]> {
  const ahead = readAhead(photos.length, (at) => seenIn(photos[at]?.path ?? ''));
  const looks: (Seen | null)[] = [];
  for (;;) {
    stop.throwIfAborted();
    const read = await ahead.take(8, 16);
    if (read.length === 0) return looks;
    looks.push(...read);
    onDone(looks.length);
  }
}

async function seenIn(path: string): Promise<Seen | null> {
  try {
    const { width, height, pixels } = await readPicture(path, within(lookSide));
    return { look: lookOf(pixels, width, height), aspect: width / height };
  } catch {
    return null;
  }
}

function meanLook(looks: readonly Look[]): Look {
  const mean = (of: (look: Look) => number): number =>
    looks.reduce((sum, look) => sum + of(look), 0) / Math.max(1, looks.length);
  return {
    lightness: mean(({ lightness }) => lightness),
    contrast: mean(({ contrast }) => contrast),
    chroma: mean(({ chroma }) => chroma),
    shadows: mean(({ shadows }) => shadows),
    highlights: mean(({ highlights }) => highlights),
    warmth: mean(({ warmth }) => warmth),
    weightX: mean(({ weightX }) => weightX),
    weightY: mean(({ weightY }) => weightY),
    symmetry: mean(({ symmetry }) => symmetry),
  };
}

/** Rows come at length 1; a histogram's thirds each sum to 1. */
function meanHistogram(photos: readonly number[], values: Float32Array): number[] {
  const width = 3 * colorBins;
  const mean = new Array<number>(width).fill(0);
  for (const photo of photos) {
    const row = values.subarray(photo * width, (photo + 1) * width);
    const third = row.subarray(0, colorBins).reduce((sum, value) => sum + value, 0);
    for (const [bin, value] of row.entries())
      mean[bin] = (mean[bin] ?? 0) + value / Math.max(1e-9, third) / photos.length;
  }
  return mean;
}

const shareOf = (photos: readonly number[], isSo: (photo: number) => boolean): number =>
  photos.filter(isSo).length / Math.max(1, photos.length);
