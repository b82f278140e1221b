import { failure, type LabCurve, type LabSettingsOf, type Preprocessing } from '../../../../contract/index.ts';
import { largestIn } from '../../../evidence/index.ts';
import { readInput, type RgbPicture } from '../../../pixels/index.ts';
import { chooseHead, probabilitiesOf, type HeadChoice, type LinearHead } from '../../../training/index.ts';
import { writeResult } from '../pictures.ts';
import type { LabMade, LabMaker, LabWork } from '../work.ts';
import { colorSheet } from '../colorSheet.ts';

type Work = LabWork<'linear'>;

/** What w is scaled to: at α = 1 a color value changes by so much of 255, as a root mean square. */
const levelsPerAlpha = 8;
/** Classes that get a curve each; of more only those that come first somewhere, and the two that it is about. */
const mostCurves = 10;
const folds = 5;

/**
 * x + αw. A linear classifier of pixels is learned from the photos; the weights of each class are a picture, its template.
 * Then the first photo x is changed along the template w of another class, every color value a little: all that a linear
 * classifier does is add up, and many small changes add up to a large one.
 *
 * Measures: "accuracy" on photos that were not learned from, "levels per alpha": root mean square of the change at α = 1,
 * "alpha at the border": where the class draws level with the photo's own, if pixels had no range.
 *
 * @throws photo/*, lab/unfit, disk/full, engine/stopped
 * @see Karpathy, "Breaking linear classifiers on ImageNet", 2015; Goodfellow, Shlens and Szegedy, ICLR 2015, section 3
 */
export const linear: LabMaker<'linear'> = async (work) => {
  checkTruths(work);
  const { size } = work.settings;
  const rows = await rowsOf(work);
  const choice = await learned(work, rows);
  const x = rows.slice(0, 3 * size * size);
  const own = work.settings.truths[0] ?? 0;
  const classIndex = work.settings.classIndex ?? (own + 1) % work.settings.classNames.length;
  const settings = { ...work.settings, classIndex };
  return made({ ...work, settings }, choice, { x, own, classIndex });
};

function checkTruths({ photos, settings: { truths, classNames, classIndex } }: Work): void {
  const refuse = (reason: string): never => {
    throw failure('lab/unfit', { reason });
  };
  if (photos.length === 0 || truths.length !== photos.length)
    refuse('a linear classifier needs photos with a class each.');
  if (truths.some((own) => own >= classNames.length)) refuse('a photo is of a class without a name.');
  if (new Set(truths).size < 2) refuse('a linear classifier needs photos of two classes at least.');
  if (classIndex !== null && classIndex >= classNames.length) refuse(`there is no class ${classIndex}.`);
}

/** Every photo as [size, size, 3] RGB, each color value from 0 to 1. */
async function rowsOf(work: Work): Promise<Float32Array> {
  const { photos, stop } = work;
  const { size } = work.settings;
  const preprocessing: Preprocessing = {
    ...{ fit: 'crop', width: size, height: size, shortSide: size, layout: 'NHWC', colorOrder: 'RGB' },
    ...{ mean: [0, 0, 0], std: [255, 255, 255] },
  };
  const width = 3 * size * size;
  const rows = new Float32Array(photos.length * width);
  for (const [index, path] of photos.entries()) {
    stop.throwIfAborted();
    const { pixels } = await readInput(path, preprocessing);
    rows.set(
      Float32Array.from(pixels, (level) => level / 255),
      index * width,
    );
    work.progress({ done: index + 1, total: 2 * photos.length });
  }
  return rows;
}

function learned(work: Work, features: Float32Array): Promise<HeadChoice> {
  const { size, truths, classNames } = work.settings;
  const { length } = work.photos;
  return chooseHead(
    {
      sets: [{ value: 'pixels', features, width: 3 * size * size }],
      classOf: Int32Array.from(truths),
      groups: Int32Array.from(work.photos.keys()),
      ...{ classes: classNames.length, loss: 'softmax', c: null, folds, seed: 1, balance: 'none' },
    },
    {
      stop: work.stop,
      onProgress: (done, total) => work.progress({ done: length + (length * done) / total, total: 2 * length }),
    },
  );
}

interface Lesson {
  /** [size, size, 3] from 0 to 1 */
  readonly x: Float32Array;
  readonly own: number;
  readonly classIndex: number;
}

async function made(work: Work, choice: HeadChoice, lesson: Lesson): Promise<LabMade<'linear'>> {
  const { settings, folder } = work;
  const { alphas, classNames, truths, size } = settings;
  const weights = templateOf(choice.head, lesson.classIndex, lesson.x.length);
  const perAlpha = levelsPerAlpha / 255 / Math.max(1e-12, rootMeanSquare(weights));
  const changed = alphas.map((alpha) =>
    lesson.x.map((value, at) => whole(value + alpha * perAlpha * (weights[at] ?? 0))),
  );
  const answers = changed.map((x) => answerOf(choice, x));
  const labels = alphas.map((alpha, at) => {
    const answer = answers[at] ?? new Float32Array(0);
    const best = largestIn(answer);
    return `α = ${alpha}: ${classNames[best] ?? best} ${Math.round(100 * (answer[best] ?? 0))} %`;
  });
  const templates = classNames.map((_, index) =>
    asPicture(stretched(templateOf(choice.head, index, lesson.x.length)), size),
  );
  const write = (file: string, cells: readonly RgbPicture[], names: readonly string[], about: string) => {
    const { picture, columns } = colorSheet(cells);
    return writeResult(folder, picture, { file, role: 'sheet', about, cells: { columns, labels: names } });
  };
  const border = borderOf(choice.head, lesson, weights, perAlpha);
  const right = truths.filter((own, at) => largestIn(rowOf(choice.outOfFold, at, classNames.length)) === own).length;
  return {
    settings,
    pictures: [
      await write('templates.png', templates, classNames, 'templates'),
      await write(
        'x-plus-alpha-w.png',
        changed.map((x) => asPicture(x, size)),
        labels,
        classNames[lesson.classIndex] ?? '',
      ),
    ],
    curves: curvesOf(settings, answers, lesson),
    measures: {
      ...{ accuracy: right / truths.length, 'levels per alpha': levelsPerAlpha },
      ...(border !== null && { 'alpha at the border': border }),
    },
  };
}

const templateOf = ({ weight }: LinearHead, classIndex: number, width: number): Float32Array =>
  weight.subarray(classIndex * width, (classIndex + 1) * width);

const rowOf = (values: Float32Array, row: number, width: number): Float32Array =>
  values.subarray(row * width, (row + 1) * width);

/** As a PNG holds it. */
const whole = (value: number): number => Math.round(255 * Math.min(1, Math.max(0, value))) / 255;

const rootMeanSquare = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

function answerOf({ head, calibration }: HeadChoice, x: Float32Array): Float32Array {
  const scores = Float64Array.from(head.bias, (bias, k) => bias + dot(x, templateOf(head, k, x.length)));
  return probabilitiesOf(scores, scores.length, calibration);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

/** (z[own] − z[c]) / (how much faster z[c] rises with α); null where it does not. */
function borderOf(head: LinearHead, { x, own, classIndex }: Lesson, weights: Float32Array, perAlpha: number) {
  const ofOwn = templateOf(head, own, x.length);
  const lead = (head.bias[own] ?? 0) - (head.bias[classIndex] ?? 0) + dot(x, ofOwn) - dot(x, weights);
  const rise = perAlpha * (dot(weights, weights) - dot(ofOwn, weights));
  return rise > 0 ? lead / rise : null;
}

function curvesOf(
  { alphas, classNames }: LabSettingsOf<'linear'>,
  answers: readonly Float32Array[],
  { own, classIndex }: Lesson,
): LabCurve[] {
  const shown = new Set([own, classIndex, ...answers.map(largestIn), ...classNames.keys()]);
  return [...shown].slice(0, mostCurves).map((index) => ({
    ...{ kind: 'linear', about: classNames[index] ?? '', x: alphas, random: null },
    y: answers.map((answer) => answer[index] ?? 0),
  }));
}

/** Weights as colors: 0 is grey, the largest reaches black or white. */
function stretched(weights: Float32Array): Float32Array {
  const largest = weights.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
  return weights.map((value) => 0.5 + (0.5 * value) / largest);
}

const asPicture = (x: Float32Array, size: number): RgbPicture => ({
  ...{ width: size, height: size },
  pixels: Uint8Array.from(x, (value) => Math.round(255 * value)),
});
