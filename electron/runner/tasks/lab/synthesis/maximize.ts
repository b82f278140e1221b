import { join } from 'node:path';
import { shapesOf, type Graph } from '../../../../compiler/index.ts';
import { fail, type LabCurve, type LabPicture, type LabSettingsOf } from '../../../../contract/index.ts';
import { readFolded } from '../../../evidence/index.ts';
import type { RgbPicture } from '../../../pixels/index.ts';
import { Tensor } from '../../../runtime/index.ts';
import { numbersOfPicture, paintOctaves, weightedNorm, weightedScore, type Wish } from '../../../synthesis/index.ts';
import { derived } from '../../../vision/index.ts';
import { framesOf, type Frames } from '../frames.ts';
import { colorSheet } from '../colorSheet.ts';
import { writeResult } from '../pictures.ts';
import { seenPhoto } from '../seenPhoto.ts';
import type { LabMaker, LabWork } from '../work.ts';
import { answeredTo, answersOfOthers, tellsClasses } from '../answers.ts';
import { curveOf } from './curves.ts';
import { batchOf, calming, cardOf, outlineOf, sideOf, unitOf, type Outline } from './settings.ts';
import { apart, repeated } from './several.ts';
import { aboutOf, groupsOf, networkUntil, weightsOf, type KnownTarget } from './targets.ts';

type Work = LabWork<'maximize'>;
type Settings = LabSettingsOf<'maximize'>;

/** Everything that is the same for all pictures. */
interface Maximizing {
  readonly work: Work;
  readonly read: Graph;
  readonly settings: Settings;
  readonly outline: Outline;
  /** [3, H, W] what each begins with; null: noise, or grey. */
  readonly photo: Float32Array | null;
  readonly frames: Frames;
}

/**
 * Pictures that a network answers most strongly to: of a class by its score before the probability, of a unit by its
 * activation. With a photo to begin with, a unit's squared activations are raised instead: whatever is there becomes more.
 *
 * measures: "mean probability" and "least probability" of the classes asked for, read back from the files.
 *
 * @see Simonyan et al., "Deep inside convolutional networks", 2014, section 2; Olah et al., "Feature visualization", 2017
 */
export const maximize: LabMaker<'maximize'> = async (work) => {
  const { card } = work.model;
  const settings = completed(work.settings);
  const targets = await knownTargets(work);
  const read = await readFolded(work.model);
  const outline = {
    ...outlineOf(settings, card),
    ...(settings.procedure === 'lecture' ? { parametrization: asNumbers(settings) } : {}),
  };
  const photo = settings.fromPhoto ? await photoOf(work) : null;
  const groups = groupsOf(read, card, targets);
  const most = batchOf(work.device, sideOf(settings, card));
  const chunks = groups.flatMap(({ value, places }) =>
    evenly(places, Math.ceil(places.length / most)).map((own) => ({ value, places: own })),
  );
  const total = chunks.length * settings.steps;
  const making = { work, read, settings, outline, photo, frames: framesOf(work.folder, total) };
  const pictures: RgbPicture[] = [];
  const curves: LabCurve[] = [];
  for (const [at, { value, places }] of chunks.entries()) {
    const asked = places.map((place) => targets[place] ?? fail('lab/unfit', { reason: 'a target is missing.' }));
    const made = await madeFor(making, value, asked, at * settings.steps, total);
    for (const [slot, place] of places.entries()) {
      pictures[place] = made.pictures[slot] ?? { pixels: new Uint8Array(), width: 0, height: 0 };
      curves[place] = made.curves[slot] ?? { kind: 'loss', about: '', x: [], y: [], random: null };
    }
  }
  await making.frames.written();
  const written = await writtenTo(work, pictures, targets);
  return {
    settings: { ...settings, targets },
    pictures: written,
    frames: making.frames.files,
    curves,
    ...(await judged(
      work,
      written.filter(({ role }) => role === 'result'),
      targets,
    )),
  };
};

/** λ of the norm, where none was asked for: the score of a class rises by tens, the norm of a picture is 10⁵. */
const lectureDecay = 1e-4;

/** As first described: pixels, and the norm kept small. */
function completed(settings: Settings): Settings {
  if (settings.procedure === 'modern') return settings;
  const decay = settings.decay > 0 ? settings.decay : lectureDecay;
  return { ...settings, decay, parametrization: 'pixels', decorrelated: false, octaves: 1 };
}

const asNumbers = ({ jitter }: Settings) =>
  ({ basis: 'pixels', moves: jitter > 0, squashed: false, decorrelated: false }) as const;

/** Classes that were left open become the one that is answered to the photo. @throws lab/unfit  there is no photo */
async function knownTargets(work: Work): Promise<KnownTarget[]> {
  const { targets } = work.settings;
  const isOpen = targets.some((target) => target.kind === 'class' && target.classIndex === null);
  const [photo] = work.photos;
  if (isOpen && photo === undefined) fail('lab/unfit', { reason: 'without a photo a class must be named.' });
  const [answer] = isOpen && photo !== undefined ? await answeredTo(work.model, [photo], work) : [];
  const best = answer?.top[0]?.classIndex ?? 0;
  return targets.map((target) =>
    target.kind === 'class' ? { kind: 'class', classIndex: target.classIndex ?? best } : target,
  );
}

async function photoOf({ photos: [path], model, settings }: Work): Promise<Float32Array> {
  const card = cardOf(model.card, sideOf(settings, model.card));
  return numbersOfPicture((await seenPhoto(path, card)).pixels, card);
}

/** [parts][…] as even as they can be. */
function evenly<T>(all: readonly T[], parts: number): T[][] {
  return Array.from({ length: parts }, (_, part) =>
    all.slice(Math.round((part * all.length) / parts), Math.round(((part + 1) * all.length) / parts)),
  );
}

/** Pictures of one layer's targets, side by side in one network. */
async function madeFor(
  { work, read, settings, outline, photo, frames }: Maximizing,
  value: string,
  targets: readonly KnownTarget[],
  before: number,
  total: number,
): Promise<{ pictures: RgbPicture[]; curves: LabCurve[] }> {
  const { card } = work.model;
  const batch = targets.length;
  const wishAt = (size: { width: number; height: number }): Wish => {
    const graph = networkUntil(read, card, value, batch, size);
    const dims = shapesOf(graph).dims(value);
    const raises = photo !== null && targets[0]?.kind === 'unit' ? weightedNorm : weightedScore;
    const weights = new Tensor('float32', weightsOf(dims, targets), dims);
    return {
      graph,
      terms: [{ loss: raises(value), name: 'aim' }, ...calming(settings, card)],
      fed: { [`${value}/weights`]: weights },
    };
  };
  const scores = targets.map((): number[] => []);
  const from = photo && repeated(photo, batch);
  const { jitter, blur, steps, seed } = settings;
  const isPlain = settings.procedure === 'lecture';
  const rate = settings.rate * (isPlain ? unitOf(card) : 1);
  const rng = derived(seed, 'maximize', before);
  const numbers = await paintOctaves(
    work.model,
    work.device,
    { ...outline, batch, wishAt, from },
    {
      ...{ card, steps, rate, jitter, blur, rng, stop: work.stop, turn: work.turn },
      update: isPlain ? 'plain' : 'adam',
      async onStep(step, losses, show, size) {
        for (const [slot, own] of scores.entries()) own.push(-(losses[slot] ?? 0));
        const done = before + step + 1;
        const mean = losses.reduce((sum, loss) => sum - loss / batch, 0);
        const isDue = frames.isDue(before + step);
        const frame = isDue ? frames.add(colorSheet(apart(await show(), batch, size, card)).picture) : null;
        work.progress({ done, total, loss: mean, frame });
      },
    },
  );
  const pictures = apart(numbers, batch, sideOf(settings, card), card);
  const curves = targets.map((target, slot) => curveOf(aboutOf(target, card), scores[slot] ?? []));
  return { pictures, curves };
}

async function writtenTo(
  { folder, model: { card } }: Work,
  pictures: readonly RgbPicture[],
  targets: readonly KnownTarget[],
): Promise<LabPicture[]> {
  const labels = targets.map((target) => aboutOf(target, card));
  const written: LabPicture[] = [];
  if (pictures.length > 1) {
    const { picture, columns } = colorSheet(pictures);
    written.push(await writeResult(folder, picture, { file: 'sheet.png', role: 'sheet', cells: { columns, labels } }));
  }
  for (const [at, picture] of pictures.entries()) {
    const file = `result-${String(at + 1).padStart(3, '0')}.png`;
    written.push(await writeResult(folder, picture, { file, role: 'result', about: labels[at] ?? '' }));
  }
  return written;
}

/** What networks answer to the files. */
async function judged(work: Work, results: readonly LabPicture[], targets: readonly KnownTarget[]) {
  const files = results.map(({ file, about }) => ({
    ...{ path: join(work.folder, file), of: results.length > 1 ? about : 'result' },
  }));
  const paths = files.map(({ path }) => path);
  const answered = tellsClasses(work.model) ? await answeredTo(work.model, paths, work) : [];
  const own = answered.map(({ top }, at) => ({ network: work.model.card.name, of: files[at]?.of ?? '', top }));
  const reached = targets.flatMap((target, at) =>
    target.kind === 'class' ? [answered[at]?.probabilities[target.classIndex] ?? 0] : [],
  );
  const measures: Record<string, number> =
    reached.length === 0
      ? {}
      : {
          'mean probability': reached.reduce((sum, value) => sum + value, 0) / reached.length,
          'least probability': Math.min(...reached),
        };
  return { answers: [...own, ...(await answersOfOthers(work, files))], measures };
}
