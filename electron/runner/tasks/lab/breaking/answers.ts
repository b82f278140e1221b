import type { LabAnswer } from '../../../../contract/index.ts';
import { levelsOf, type AttackedNetwork } from '../../../adversary/index.ts';
import { likeliest } from '../../../evidence/index.ts';
import { readInput } from '../../../pixels/index.ts';
import type { Turn } from '../../../runtime/index.ts';

/** What a network answers to pixels that lie on its input. @param pixels  [H, W, 3] RGB */
export async function answerTo(
  network: AttackedNetwork,
  pixels: Uint8Array,
  of: string,
  turn: Turn,
): Promise<LabAnswer> {
  const { card } = network;
  const [row = new Float64Array(0)] = await turn(() => network.probabilities([levelsOf(pixels, card.preprocessing)]));
  return { network: card.name, of, top: likeliest(row, card) };
}

/** The same of a file, laid onto the input as every photo is. @throws photo/*, model/* */
export async function answerToFile(network: AttackedNetwork, path: string, of: string, turn: Turn): Promise<LabAnswer> {
  return answerTo(network, (await readInput(path, network.card.preprocessing)).pixels, of, turn);
}

/** How probable one class is to a network, in a file. @throws photo/*, model/* */
export async function probabilityIn(
  network: AttackedNetwork,
  path: string,
  classIndex: number,
  turn: Turn,
): Promise<number> {
  const { preprocessing } = network.card;
  const picture = levelsOf((await readInput(path, preprocessing)).pixels, preprocessing);
  const [row] = await turn(() => network.probabilities([picture]));
  return row?.[classIndex] ?? 0;
}

/** Class and probability that an answer begins with. */
export const bestOf = ({ top: [best] }: LabAnswer): { readonly classIndex: number; readonly probability: number } =>
  best ?? { classIndex: -1, probability: 0 };
