import { GraphError } from '../../../../compiler/index.ts';
import { failure } from '../../../../contract/index.ts';
import { signalOf } from '../../../runtime/index.ts';
import { derived } from '../../../vision/index.ts';
import { hypercolumnNetwork, type PixelHead, type Size } from '../../../hypercolumns/index.ts';
import {
  defaultTuning,
  maskPenalty,
  rowsOfMasks,
  sharesOf,
  solvePixelHead,
  tunePixels,
  type MaskedFeatures,
  type TunedNumbers,
  type TuningSettings,
  type TuningState,
} from '../strokes/index.ts';
import { pixelCounts, type SeenPhoto } from './lookAt.ts';
import type { Looker } from './looker.ts';
import { mostCommonSize } from './pictures.ts';
import type { Work } from './run.ts';

/** The linear head on the frozen network. */
export async function learnHead(work: Work, photos: readonly SeenPhoto[], looker: Looker): Promise<PixelHead> {
  const { input, scope, tell, classes } = work;
  const rng = derived(input.settings.seed, 'masks');
  const rows = await rowsOfMasks(described(work, photos, looker), { classes, photos: photos.length, rng });
  tell({ phase: 'head', done: 0, total: 1 });
  const wishes = { classes, shares: rows.shares, penalty: maskPenalty, stop: signalOf(scope) };
  const head = await solvePixelHead(rows, wishes);
  tell({ phase: 'head', done: 1, total: 1 });
  return head;
}

async function* described(
  { turn, reader, tell }: Work,
  photos: readonly SeenPhoto[],
  looker: Looker,
): AsyncGenerator<MaskedFeatures> {
  for (const [index, photo] of photos.entries()) {
    tell({ phase: 'describing', done: index, total: photos.length, photo: photo.path });
    const { picture, truth } = await reader.read(photo);
    yield { photo: await turn(() => looker.describe(picture)), truth };
  }
  tell({ phase: 'describing', done: photos.length, total: photos.length });
}

export interface Begun {
  readonly head: PixelHead;
  /** After the last epoch that is done; null: none is. */
  readonly start: TuningState | null;
  readonly onEpoch: (state: TuningState) => Promise<void>;
}

/**
 * All layers and the head, from the solved head on.
 *
 * @throws training/not-trainable, training/diverged, engine/stopped
 */
export async function tuneAll(work: Work, photos: readonly SeenPhoto[], begun: Begun): Promise<TunedNumbers> {
  const { input, scope, turn, tell, classes, reader } = work;
  const { model, device } = input;
  const settings = settingsFor(work, mostCommonSize(photos, classes));
  const { graph } = await hypercolumnNetwork(model, settings.crop);
  const read = (index: number) => reader.read(photos[index] ?? noPhoto());
  const request = {
    ...{ model, device, settings, head: begun.head, from: graph.inputs[0]?.name ?? null },
    ...{ classWeights: classWeightsOf(pixelCounts(photos, classes)), count: photos.length, read },
    ...(begun.start && { start: begun.start }),
  };
  const hooks = {
    ...{ stop: scope.stop, turn, onEpoch: begun.onEpoch },
    onStep: (done: number, total: number, loss: number) => tell({ phase: 'tuning', done, total, loss }),
  };
  return tunePixels(request, hooks).catch((thrown: unknown) => {
    if (!(thrown instanceof GraphError)) throw thrown;
    throw failure('training/not-trainable', { model: model.card.name, reason: thrown.message });
  });
}

const noPhoto = (): never => {
  throw new Error('There is no such photo.');
};

/** Sides of crops of small photos: what lies beyond a photo would be looked at for nothing. */
const smallestCrop = 32;

function settingsFor({ input: { settings } }: Work, common: Size): TuningSettings {
  const { crop } = defaultTuning;
  const side = (most: number, length: number): number => Math.min(most, Math.max(smallestCrop, length));
  const { epochs, seed, dice } = settings;
  const fitting = { width: side(crop.width, common.width), height: side(crop.height, common.height) };
  return { ...defaultTuning, epochs, seed, dice, crop: fitting };
}

/** [C] weights with which each class counts in sum as its share says. */
function classWeightsOf(counts: Float64Array): readonly number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  return sharesOf(counts).map((share, own) => (share * all) / Math.max(1, counts[own] ?? 1));
}
