import { blocksOf, countCost, cutAt, cutFrom, describeNetwork, GraphError, shapesOf } from '../../../compiler/index.ts';
import {
  TrainingSettings,
  type Depth,
  type DepthChoices,
  type InputOf,
  type KnownModel,
  type OutputOf,
  type RunnerContract,
} from '../../../contract/index.ts';
import type { Turn } from '../../runtime/index.ts';
import { openBase, openTrunk, type Base } from '../../training/index.ts';
import { adviceFor } from './advice.ts';
import { candidateLayers } from './layers.ts';

type Method = RunnerContract['training.depths'];

/** A step computes the layer, its gradient by its input and its gradient by its weights. */
const passesPerStep = 3;
/** Gradients also move and sum what the layer itself does not: how much slower, depends on the network. */
const gradientSlowness = 2;
/** Of the head, its cross-validation and the report, beside the features. */
const headSeconds = 3;
/** The fastest of some runs, after one that warms up. */
const timedRuns = 2;

/**
 * What can be trained, what that costs on this machine, and what is advised for so many photos. Seconds are those of a
 * run of the default settings on photos that were never looked at, reckoned from a measured run of the whole network;
 * the decoding of large photos comes on top.
 *
 * @throws model/not-onnx, model/unsupported
 */
export async function depths(
  { model, photos, classNames }: InputOf<Method>,
  { turn }: { readonly turn: Turn },
): Promise<OutputOf<Method>> {
  const base = await openBase(model, true);
  const { bound, features } = base;
  const shapes = shapesOf(bound);
  const blocks = blocksOf(bound, features);
  const dimsOf = (value: string): number[] => shapes.dims(value).slice(1);
  const names = [
    blocks[0] ? `features after ${blocks[0].name}` : 'features',
    ...blocks.map(({ name }) => `before ${name}`),
  ];
  const layers = candidateLayers(base).flatMap((value, i) => {
    const dims = dimsOf(value);
    const width = dims.length === 2 ? dims[1] : dims[0];
    return width !== undefined && width > 0 ? [{ value, name: names[i] ?? value, features: width }] : [];
  });
  const problem = whyNotDeeper(base, blocks.length);
  const seconds = await expectedSeconds(model, base, photos, turn);
  return {
    blocks: blocks.map((block) => ({ ...block, dims: dimsOf(block.from) })),
    headParameters: ((layers[0]?.features ?? 0) + 1) * classNames.length,
    layers,
    seconds,
    ...advised(adviceFor(model.card.classNames, classNames, photos), blocks.length, problem),
    problem,
  };
}

/** Advice that this network can follow. */
function advised(
  advice: Pick<DepthChoices, 'reason'> & { readonly advised: Depth },
  blocks: number,
  problem: string | null,
): Pick<DepthChoices, 'advised' | 'reason'> {
  if (problem !== null) return { advised: { kind: 'head' }, reason: 'Only the head of this network can be trained.' };
  const { advised: depth } = advice;
  return depth.kind === 'blocks' && depth.blocks > blocks ? { ...advice, advised: { kind: 'all' } } : advice;
}

/** Whether gradients exist for what the last block is made of. */
function whyNotDeeper({ bound, features }: Base, blocks: number): string | null {
  const [last] = blocksOf(bound, features);
  if (!last || blocks === 0) return 'No layer with weights lies before its features.';
  try {
    const tail = cutAt(bound, [features]);
    const learned = last.from === bound.inputs[0]?.name ? tail : cutFrom(tail, last.from);
    const refused = describeNetwork(learned).layers.find(({ training }) => training.trains === 'no');
    return refused ? `${refused.op} in its last block cannot be trained: ${refused.training.reason}.` : null;
  } catch (thrown) {
    if (thrown instanceof GraphError) return thrown.message;
    throw thrown;
  }
}

/** By number of blocks, 0 being the head; the last is all of them. */
async function expectedSeconds(
  model: KnownModel,
  { bound, features }: Base,
  photos: number,
  turn: Turn,
): Promise<readonly number[]> {
  const perPhoto = await secondsPerPhoto(model, features, turn);
  const total = Math.max(1, countCost(cutAt(bound, [features])).multiplyAdds);
  const { epochs, views } = TrainingSettings.parse({});
  let learned = 0;
  const deeper = blocksOf(bound, features).map(({ multiplyAdds }) => {
    learned += multiplyAdds;
    const share = Math.min(1, learned / total);
    const frozen = photos * views * perPhoto * (1 - share);
    return frozen + photos * epochs * perPhoto * share * passesPerStep * gradientSlowness;
  });
  const head = headSeconds + photos * perPhoto;
  return [head, ...deeper.map((seconds) => head + seconds)];
}

// A rate holds for a machine as long as it runs; the network is not opened again for another number of photos.
const rates = new Map<string, number>();

async function secondsPerPhoto(model: KnownModel, features: string, turn: Turn): Promise<number> {
  const known = rates.get(model.hash);
  if (known !== undefined) return known;
  const seconds = await turn(async () => {
    const trunk = await openTrunk(model, [{ value: features, pooled: true }], 'cpu');
    try {
      let fastestMs = Infinity;
      for (let i = 0; i < timedRuns; i++) {
        const startedMs = performance.now();
        await trunk.run([]);
        fastestMs = Math.min(fastestMs, performance.now() - startedMs);
      }
      return fastestMs / 1000 / trunk.batch;
    } finally {
      await trunk.close();
    }
  });
  rates.set(model.hash, seconds);
  return seconds;
}
