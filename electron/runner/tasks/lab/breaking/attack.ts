import { join } from 'node:path';
import { failure, type LabAnswer, type LabSettingsOf } from '../../../../contract/index.ts';
import { distanceOf, levelsOf, openAttacked, pixelsOf, type AttackedNetwork } from '../../../adversary/index.ts';
import { readInput, treated, type Treatment } from '../../../pixels/index.ts';
import { writeResult } from '../pictures.ts';
import type { LabMade, LabMaker, LabWork } from '../work.ts';
import { answersOfOthers } from '../answers.ts';
import { answerTo, answerToFile, bestOf, probabilityIn } from './answers.ts';
import { checkClass } from './checkClass.ts';
import { changed, type Changed } from './changed.ts';
import { framesOf } from '../frames.ts';

type Work = LabWork<'attack'>;

/** What is done to the picture to see whether it still fools, by the name that its answer has. */
const treatments: readonly (readonly [string, Treatment])[] = [
  ['JPEG 95', { kind: 'jpeg', quality: 95 }],
  ['JPEG 75', { kind: 'jpeg', quality: 75 }],
  ['JPEG 50', { kind: 'jpeg', quality: 50 }],
  ['blur', { kind: 'blur', sigma: 1 }],
  ['crop 90 %', { kind: 'crop', share: 0.9 }],
  ['half and back', { kind: 'scale', factor: 0.5 }],
];

/**
 * A photo changed so little that nobody sees it, and answered otherwise. The answers are to the files, read again as every
 * photo is: what is said to fool does so as a PNG.
 *
 * Measures: "largest change" and "L2" in levels of 255, "relative L2" of the photo's own, "steps", "probability before" and
 * "after" of the photo's class, "fooled" 0 or 1, "undone": after how many of the treatments the answer is as before,
 * "transferred": how many of the other networks change their answer. sign and iterated: "fooled after" steps. minimal:
 * "exact L2" and "exact largest change" before the levels were made whole.
 *
 * @throws photo/*, model/*, lab/no-gradient, lab/unfit, disk/full, engine/stopped
 */
export const attack: LabMaker<'attack'> = async (work) => {
  const [path] = work.photos;
  if (path === undefined) throw failure('lab/unfit', { reason: 'an attack needs a photo.' });
  const settings = filled(work.settings);
  const network = await openAttacked(work.model, work.device, work.device === 'cpu' ? 1 : 9);
  try {
    return await attacked({ ...work, settings }, network, path);
  } finally {
    await network.close();
  }
};

/** Pixels of a PNG are whole levels: a part of one is no change. */
function filled(settings: LabSettingsOf<'attack'>): LabSettingsOf<'attack'> {
  if (settings.kind === 'minimal') return settings;
  const epsilon = Math.floor(settings.epsilon);
  if (epsilon < 1) throw failure('lab/unfit', { reason: 'less than 1 of 255 is no change of a picture.' });
  return { ...settings, epsilon };
}

async function attacked(work: Work, network: AttackedNetwork, path: string): Promise<LabMade<'attack'>> {
  const { settings, folder, turn } = work;
  const { preprocessing } = network.card;
  const { pixels } = await readInput(path, preprocessing);
  const before = await answerTo(network, pixels, 'original', turn);
  const own = bestOf(before).classIndex;
  await checkWanted(network, settings.classIndex, own);
  const frames = framesOf(folder, settings.steps);
  const picture = levelsOf(pixels, preprocessing);
  const { width, height } = preprocessing;
  const made = await changed(
    network,
    { picture, own, settings },
    {
      ...{ turn, stop: work.stop },
      onStep: (done, loss, current) => {
        const show = frames.isDue(done);
        const frame = show ? frames.add({ pixels: pixelsOf(current, preprocessing), width, height }) : null;
        work.progress({ done, total: settings.steps, loss, frame });
      },
    },
  );
  const result = pixelsOf(made.picture, preprocessing);
  const pictures = await writePictures(work, { width, height, original: pixels, result });
  const answers = await answersTo(work, network, before, result);
  await frames.written();
  const left = await probabilityIn(network, join(folder, 'result.png'), own, turn);
  const measures = measuresOf(made, picture, answers, { own, left, settings });
  work.progress({ done: settings.steps, total: settings.steps });
  return { settings, pictures, frames: frames.files, answers, measures };
}

async function checkWanted(network: AttackedNetwork, wanted: number | null, own: number): Promise<void> {
  if (wanted === null) return;
  const { name } = network.card;
  await checkClass(network, wanted);
  if (wanted === own) throw failure('lab/unfit', { reason: `"${name}" answers that class already.` });
}

interface Pair {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] RGB */
  readonly original: Uint8Array;
  readonly result: Uint8Array;
}

/** Grey where nothing changed; the largest change becomes black or white. */
async function writePictures({ folder }: Work, { width, height, original, result }: Pair) {
  const largest = result.reduce((most, level, at) => Math.max(most, Math.abs(level - (original[at] ?? 0))), 1);
  const strength = Math.max(1, Math.floor(127 / largest));
  const difference = result.map((level, at) =>
    Math.min(255, Math.max(0, 128 + strength * (level - (original[at] ?? 0)))),
  );
  const write = (role: 'original' | 'difference' | 'result', pixels: Uint8Array, strength: number | null = null) =>
    writeResult(folder, { pixels, width, height }, { file: `${role}.png`, role, strength });
  return [
    await write('original', original),
    await write('difference', difference, strength),
    await write('result', result),
  ];
}

async function answersTo(
  work: Work,
  network: AttackedNetwork,
  before: LabAnswer,
  pixels: Uint8Array,
): Promise<LabAnswer[]> {
  const { folder, turn, stop, settings } = work;
  const { width, height } = network.card.preprocessing;
  const files = ['original', 'result'].map((of) => ({ of, path: join(folder, `${of}.png`) }));
  const answers = [before, await answerToFile(network, join(folder, 'result.png'), 'result', turn)];
  for (const [of, treatment] of settings.undo ? treatments : []) {
    stop.throwIfAborted();
    answers.push(await answerTo(network, await treated(pixels, width, height, treatment), of, turn));
  }
  return [...answers, ...(await answersOfOthers(work, files))];
}

function measuresOf(
  { picture, steps, measures }: Changed,
  original: Float32Array,
  answers: readonly LabAnswer[],
  { own, left, settings }: { readonly own: number; readonly left: number; readonly settings: Work['settings'] },
): Record<string, number> {
  const { largest, l2 } = distanceOf(picture, original);
  const [before, after, ...treatedAnswers] = answers.slice(0, settings.undo ? 2 + treatments.length : 2);
  if (!before || !after) throw new Error('A network was asked for no answers.');
  const answered = bestOf(after).classIndex;
  const fooled = settings.classIndex === null ? answered !== own : answered === settings.classIndex;
  const others = answers.slice(2 + treatedAnswers.length);
  const transferred = others.filter((answer, at) => at % 2 === 1 && !isAlike(answer, others[at - 1])).length;
  const length = Math.max(1, distanceOf(original, new Float32Array(original.length)).l2);
  return {
    ...{ 'largest change': largest, L2: l2, 'relative L2': l2 / length },
    ...{ steps, fooled: Number(fooled), 'probability before': bestOf(before).probability },
    'probability after': left,
    ...(settings.undo && { undone: treatedAnswers.filter((answer) => isAlike(answer, before)).length }),
    ...(others.length > 0 && { transferred }),
    ...measures,
  };
}

const isAlike = (a: LabAnswer, b: LabAnswer | undefined): boolean =>
  b !== undefined && bestOf(a).classIndex === bestOf(b).classIndex;
