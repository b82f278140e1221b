import { createHash } from 'node:crypto';
import { encode, floatTensor, joinFeatures, replaceHead, withMetadata, type Graph } from '../../../compiler/index.ts';
import {
  cardKey,
  photographerKey,
  type FeatureTap,
  type ModelCard,
  type PhotographerFile,
} from '../../../contract/index.ts';
import { writeWhole } from '../../runtime/index.ts';
import { finished, type Base, type HeadWeights } from '../../training/index.ts';
import { cutOf } from './rows.ts';

/**
 * A photo in, a probability for each photographer out: features of several places of the network at length 1, one linear
 * machine each, its calibrated probability as a share of all.
 *
 * @returns also the value that photos are compared by: features of all taps side by side
 *
 * Law: the answer is what the machines say of the features that they learned from, to rounding.
 */
export function photographerGraph(
  base: Base,
  taps: readonly FeatureTap[],
  { weight, bias }: HeadWeights,
): { readonly graph: Graph; readonly features: string } {
  const joined = joinFeatures(base.bound, taps.map(cutOf));
  const [{ name: features } = { name: '' }] = joined.outputs;
  const classes = bias.length;
  const layer = {
    outputs: classes,
    weight: floatTensor('', [classes, weight.length / classes], weight),
    bias: floatTensor('', [classes], bias),
  };
  return { graph: finished(base, replaceHead(joined, { features, layers: [layer] }), 'shares'), features };
}

/**
 * Writes the network, its card and what it is made of in its metadata, and beside it the rows of the photos.
 *
 * @throws disk/full, disk/denied
 */
export async function savePhotographers(
  graph: Graph,
  { card, about, file, rows }: { card: ModelCard; about: PhotographerFile; file: string; rows: Float32Array },
): Promise<string> {
  const described = withMetadata(graph, {
    [cardKey]: JSON.stringify(card),
    [photographerKey]: JSON.stringify(about),
  });
  const bytes = encode(described);
  await writeWhole(`${file}.rows`, new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
  await writeWhole(file, bytes);
  return createHash('sha256').update(bytes).digest('hex');
}
