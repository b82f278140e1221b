import { join } from 'node:path';
import {
  blocksOf,
  drawAnew,
  headBias,
  headWeight,
  shapesOf,
  trainableFrom,
  withActivation,
  withParameters,
  type Graph,
  type Initializer,
} from '../../../compiler/index.ts';
import type { Example, TrainingSettings } from '../../../contract/index.ts';
import {
  livePhotos,
  trainNetwork,
  type Trained,
  type TrainingData,
  type TrainingRequest,
  type Base,
  type HeadWeights,
} from '../../training/index.ts';
import { derived } from '../../vision/index.ts';
import { cachedData, chosen } from './data.ts';
import { indicesOf, look } from './examples.ts';
import { followed } from './follow.ts';
import { nearestClassHead } from './nearestClass.ts';
import {
  drawnHead,
  entrance,
  headOf,
  headTensors,
  tailFrom,
  withHead,
  withHeadWeights,
  withLearned,
} from './network.ts';
import type { Work } from './work.ts';

/** What training beyond a linear head came to. */
export interface Learned {
  /** From the picture to the logits, with all that was learned. */
  readonly whole: Graph;
  /** The part that learned, and examples as it takes them. */
  readonly tail: Graph;
  readonly dataOf: (indices: readonly number[]) => TrainingData;
  readonly trained: Trained;
  /** The same, learned from the hold-out as well. */
  readonly refitted: Learned | null;
}

/** Results of the frozen part larger than this, for all views of all photos, are computed anew instead of kept. */
const mostKeptBytes = 2e9;
/** Numbers that describe a photo in a triplet embedding. */
const embedding = 64;
/**
 * Largest learning rates where the head is solved already: it has nothing to fall fast by, so that a test of rates would
 * find too small ones. Of plain descent and of those that scale each parameter's step; on flowers5, 0.003 to 0.05 came
 * out alike.
 */
const gentle = { plain: 0.01, adaptive: 0.0003 };
/** Set the draws of a head, and of the layers below it, apart from all others. */
const headDraw = 0x4ead;
const layerDraw = 0x1a7e;

/**
 * Trains the last blocks, or all, beginning with a head that may be solved already. Photos pass the frozen part once
 * where its results are small enough to keep.
 *
 * @param solved  a linear head on the base's features; null: it is drawn
 */
export async function trainDeeper(
  work: Work,
  examples: readonly Example[],
  solved: HeadWeights | null,
): Promise<Learned> {
  const { whole, request, dataOf } = await learnable(work, examples, solved);
  const trained = await trainNetwork(request, followed(work, examples, indicesOf(examples, 'holdout')));
  const completed = async (network: Graph): Promise<Learned> => {
    const isTriplet = work.settings.loss === 'triplet';
    const tail = isTriplet ? await nearestClassHead(work, network, request.train) : network;
    return { whole: withLearned(withHeadWeights(whole, headOf(tail)), tail), tail, dataOf, trained, refitted: null };
  };
  const chosen = await completed(trained.network);
  const again = await refitted(work, examples, request, { trained, dataOf });
  return again === null ? chosen : { ...chosen, refitted: await completed(again) };
}

/**
 * The same training again with the hold-out among the examples, for as many epochs as were best without it; null where
 * that was not asked for, would take too long, or nothing was held out. What the hold-out says of certainty was said by
 * the network that had not learned from it.
 */
async function refitted(
  work: Work,
  examples: readonly Example[],
  request: TrainingRequest,
  { trained, dataOf }: Pick<Learned, 'trained' | 'dataOf'>,
): Promise<Graph | null> {
  const { settings, folder } = work;
  const { bestEpoch, winners, learningRate } = trained;
  const isWanted = settings.refit && settings.depth.kind !== 'all' && request.holdout !== null;
  if (!isWanted || bestEpoch === null || work.finishAsked()) return null;
  const { network } = await trainNetwork(
    {
      ...{ ...request, winners, holdout: null, folder: join(folder, 'refit') },
      train: dataOf(indicesOf(examples, 'train', 'holdout')),
      settings: { ...request.settings, epochs: bestEpoch, restarts: 1, patience: null, learningRate },
    },
    { ...followed(work, examples, []), onEpoch: () => undefined },
  );
  return network;
}

/** What is handed to the loop. */
export interface Learnable {
  /** From the picture to the logits. */
  readonly whole: Graph;
  readonly request: TrainingRequest;
  readonly dataOf: (indices: readonly number[]) => TrainingData;
}

/** A network with its head at the beginning, what learns in it, and the examples as it takes them. */
export async function learnable(
  work: Work,
  examples: readonly Example[],
  solved: HeadWeights | null,
): Promise<Learnable> {
  const { plan, base, settings } = work;
  const classes = plan.classNames.length;
  const outputs = settings.loss === 'triplet' ? embedding : classes;
  const isSolved = solved !== null && settings.headStart === 'solved' && outputs === classes && !isRebuilt(settings);
  const start = (restart: number): HeadWeights => {
    if (isSolved && restart === 0) return solved;
    return drawnHead(outputs, featuresIn(work), settings.headStart, derived(settings.seed, restart, headDraw));
  };
  const from = deepest(work);
  const pretrained = withHead(withOwnActivation(base, settings), base.features, start(0));
  const layers = (restart: number): ReadonlyMap<string, Initializer> =>
    drawnLayers(pretrained, from, settings, restart);
  const whole = withParameters(pretrained, layers(0));
  const { dataOf, isKept } = await examplesFrom(work, from, examples);
  const holdout = indicesOf(examples, 'holdout');
  const request: TrainingRequest = {
    network: isKept ? tailFrom(whole, from) : whole,
    ...{ input: isKept ? entrance : base.card.inputName, logits: 'logits', classes },
    settings: isSolved ? { ...settings, learningRate: settings.learningRate ?? gentleRate(settings) } : settings,
    trained: learningFrom(whole, from),
    train: dataOf(indicesOf(examples, 'train')),
    holdout: holdout.length === 0 ? null : dataOf(holdout),
    ...{ folder: work.folder, device: plan.device, threads: plan.threads, winners: plan.winners ?? null },
    kept: { path: join(work.cacheDir, 'formulations.json'), runtime: plan.versions.runtime },
    ...(settings.depth.kind === 'all' && { preprocessing: base.card.preprocessing }),
    startOf: (restart) => (restart === 0 ? new Map() : new Map([...layers(restart), ...headTensors(start(restart))])),
  };
  return { whole, request, dataOf };
}

/** Whether all layers learn and do not begin as they came, so that what was known of their features is void. */
const isRebuilt = ({ depth, layerStart, activation }: TrainingSettings): boolean =>
  depth.kind === 'all' && (layerStart !== 'kept' || activation !== 'kept');

const withOwnActivation = (base: Base, { depth, activation }: TrainingSettings): Base =>
  depth.kind !== 'all' || activation === 'kept' ? base : { ...base, bound: withActivation(base.bound, activation) };

/** What the layers below the head begin a restart with, where it is not what they came with. */
function drawnLayers(
  network: Graph,
  from: string,
  { depth, layerStart, seed }: TrainingSettings,
  restart: number,
): ReadonlyMap<string, Initializer> {
  if (depth.kind !== 'all' || layerStart === 'kept') return new Map();
  const head = [headWeight(1), headBias(1)];
  const names = trainableFrom(network, from).filter((name) => !head.includes(name));
  return drawAnew(network, names, layerStart, derived(seed, restart, layerDraw));
}

const gentleRate = ({ optimizer }: TrainingSettings): number =>
  optimizer === 'adam' || optimizer === 'adamw' ? gentle.adaptive : gentle.plain;

/** Parameters behind a value; those of the node that makes it stay frozen. */
function learningFrom(whole: Graph, from: string): readonly string[] {
  const tail = tailFrom(whole, from);
  return trainableFrom(tail, tail.inputs[0]?.name ?? '');
}

/** The value where the frozen part ends. */
function deepest({ base, settings }: Work): string {
  const { depth } = settings;
  if (depth.kind === 'all') return base.card.inputName;
  if (depth.kind === 'head') return base.features;
  const blocks = blocksOf(base.bound, base.features);
  return blocks[Math.min(depth.blocks, blocks.length) - 1]?.from ?? base.features;
}

const featuresIn = ({ base }: Work): number => shapesOf(base.bound).dims(base.features)[1] ?? 0;

interface Source {
  readonly dataOf: (indices: readonly number[]) => TrainingData;
  /** Whether examples enter where the frozen part ends, instead of as pictures. */
  readonly isKept: boolean;
}

async function examplesFrom(work: Work, from: string, examples: readonly Example[]): Promise<Source> {
  const { base, plan, settings } = work;
  const classes = plan.multiLabel || settings.loss === 'sigmoid' ? plan.classNames.length : null;
  const dims = shapesOf(base.bound).dims(from).slice(1);
  const { views } = settings;
  const bytes = 4 * dims.reduce((product, dim) => product * dim, 1) * examples.length * (1 + views);
  if (from === base.card.inputName || bytes > mostKeptBytes) {
    const { augmentation } = settings;
    const dataOf = (indices: readonly number[]): TrainingData =>
      livePhotos({
        photos: indices.flatMap((index) => examples[index] ?? []),
        ...chosen(examples, indices, classes),
        ...{ preprocessing: base.card.preprocessing, augmentation },
      });
    return { dataOf, isKept: false };
  }
  const narrowed = { ...work, plan: { ...plan, examples } };
  const message =
    views === 0 ? 'Computing what stays frozen' : `Computing what stays frozen, ${1 + views} views of each photo`;
  const { sets } = await look(narrowed, [{ value: from, pooled: false }], { views, message });
  const [set] = sets;
  if (!set) throw new Error('No features came back for the one cut that was asked for.');
  return { dataOf: (indices) => cachedData(set, chosen(examples, indices, classes)), isKept: true };
}
