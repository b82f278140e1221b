import { join } from 'node:path';
import type { LabAnswer } from '../../../../contract/index.ts';
import { foolingPicture, lengthOf, openAttacked, pixelsOf, type AttackedNetwork } from '../../../adversary/index.ts';
import { writeResult } from '../pictures.ts';
import type { LabMade, LabMaker, LabWork } from '../work.ts';
import { answersOfOthers } from '../answers.ts';
import { answerToFile } from './answers.ts';
import { checkClass } from './checkClass.ts';
import { framesOf } from '../frames.ts';

/**
 * A picture that nobody recognizes, answered with confidence. The answers are to the file that was written.
 *
 * Measures: "probability" of the class, "steps", "fooled" 0 or 1: whether the confidence was reached.
 *
 * @throws model/*, lab/no-gradient, lab/unfit, disk/full, engine/stopped
 */
export const fooling: LabMaker<'fooling'> = async (work) => {
  const network = await openAttacked(work.model, work.device, 1);
  try {
    await checkClass(network, work.settings.classIndex);
    return await fooled(work, network);
  } finally {
    await network.close();
  }
};

async function fooled(work: LabWork<'fooling'>, network: AttackedNetwork): Promise<LabMade<'fooling'>> {
  const { settings, folder, turn, stop } = work;
  const { preprocessing } = network.card;
  const { width, height } = preprocessing;
  const frames = framesOf(folder, Math.min(settings.steps, 60));
  const made = await foolingPicture(network, lengthOf(preprocessing), settings, {
    ...{ turn, stop },
    onStep: (done, loss, current) => {
      const frame = frames.isDue(done) ? frames.add({ pixels: pixelsOf(current, preprocessing), width, height }) : null;
      work.progress({ done, total: settings.steps, loss, frame });
    },
  });
  const about = network.card.classNames[settings.classIndex] ?? `class ${settings.classIndex}`;
  const write = (file: string, role: 'original' | 'result', picture: Float32Array) =>
    writeResult(folder, { pixels: pixelsOf(picture, preprocessing), width, height }, { file, role, about });
  const pictures = [
    await write('original.png', 'original', made.noise),
    await write('result.png', 'result', made.picture),
  ];
  const files = ['original', 'result'].map((of) => ({ of, path: join(folder, `${of}.png`) }));
  const answers: LabAnswer[] = [];
  for (const { path, of } of files) answers.push(await answerToFile(network, path, of, turn));
  answers.push(...(await answersOfOthers(work, files)));
  await frames.written();
  work.progress({ done: settings.steps, total: settings.steps, loss: made.probability });
  const isSure = made.probability >= settings.confidence;
  const measures = { probability: made.probability, steps: made.steps, fooled: Number(isSure) };
  return { settings, pictures, frames: frames.files, answers, measures };
}
