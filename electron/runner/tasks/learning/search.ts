import { join } from 'node:path';
import { blocksOf } from '../../../compiler/index.ts';
import { FoveaError, type Depth, type Example, type TrainingSettings, type Trial } from '../../../contract/index.ts';
import { halve, trainNetwork, type HeadWeights } from '../../training/index.ts';
import { learnable } from './deeper.ts';
import type { Work } from './work.ts';

/** Epochs that a setting gets in each round; the better half goes on to the next. */
const budgets = [1, 2, 4];
/** Largest learning rates that are compared: of plain descent, and of those that scale each parameter's step. */
const rates = { plain: [0.003, 0.01, 0.03], adaptive: [0.0001, 0.0003, 0.001] };

interface Configuration {
  readonly depth: Depth;
  readonly learningRate: number;
}

export interface Searched {
  readonly settings: TrainingSettings;
  readonly trials: readonly Trial[];
}

/**
 * Tries learning rates, and one block more and one less than was asked for, by successive halving on the hold-out; C and
 * the layer were chosen by cross-validation before. The run itself begins anew with what was best.
 */
export async function searched(
  work: Work,
  examples: readonly Example[],
  solved: HeadWeights | null,
): Promise<Searched> {
  const configurations = configurationsOf(work);
  const total = configurations.length * budgets.length;
  let tried = 0;
  work.tell.phase('choosing', total, 'Comparing depths and learning rates');
  const { best, rounds } = await halve({
    ...{ configurations, budgets },
    run: async (configuration, epochs) => {
      const accuracy = await accuracyOf(work, examples, solved, configuration, epochs);
      work.tell.done(++tried, total);
      return accuracy;
    },
  });
  const trials = rounds.map(({ configuration, budget, score }): Trial => ({
    what: `${inWords(configuration)}, ${budget} epoch${budget === 1 ? '' : 's'}`,
    accuracy: Math.max(0, score),
    spread: 0,
    chosen: configuration === best && budget === budgets.at(-1),
  }));
  return { settings: { ...work.settings, ...best }, trials };
}

function configurationsOf({ base, settings }: Work): readonly Configuration[] {
  const { depth, optimizer, learningRate } = settings;
  const most = blocksOf(base.bound, base.features).length;
  const depths: readonly Depth[] =
    depth.kind === 'blocks'
      ? [depth.blocks, depth.blocks - 1, depth.blocks + 1]
          .filter((blocks) => blocks >= 1 && blocks <= most)
          .map((blocks) => ({ kind: 'blocks', blocks }))
      : [depth];
  const compared = optimizer === 'adam' || optimizer === 'adamw' ? rates.adaptive : rates.plain;
  const asked = learningRate === null ? compared : [learningRate];
  return depths.flatMap((own) => asked.map((rate) => ({ depth: own, learningRate: rate })));
}

/** Hold-out accuracy after a few epochs; NaN where the loss ran away. */
async function accuracyOf(
  work: Work,
  examples: readonly Example[],
  solved: HeadWeights | null,
  configuration: Configuration,
  epochs: number,
): Promise<number> {
  const settings: TrainingSettings = { ...work.settings, ...configuration, epochs, restarts: 1, patience: null };
  const folder = join(work.folder, 'search', `${inWords(configuration)}, ${epochs}`.replace(/[^a-z0-9.]+/gi, '-'));
  const { request } = await learnable({ ...work, settings, folder }, examples, solved);
  const { turn, stop, finishAsked } = work;
  const quiet = { onPhase: () => undefined, onStep: () => undefined, onEpoch: () => undefined };
  try {
    const trained = await trainNetwork(request, { turn, stop, finishAsked, ...quiet });
    return trained.restarts[0] ?? Number.NaN;
  } catch (thrown) {
    if (thrown instanceof FoveaError && thrown.code === 'training/diverged') return Number.NaN;
    throw thrown;
  }
}

const inWords = ({ depth, learningRate }: Configuration): string =>
  `${depth.kind === 'blocks' ? `${depth.blocks} block${depth.blocks === 1 ? '' : 's'}` : depth.kind}, rate ${learningRate}`;
