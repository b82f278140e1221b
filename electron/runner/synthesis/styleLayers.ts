import type { LabLayer } from '../../contract/index.ts';

const activated = new Set(
  'Relu Clip LeakyRelu PRelu Elu Selu Celu HardSwish HardSigmoid Sigmoid Tanh Gelu Mish'.split(' '),
);

/**
 * The first activation of each stage, a stage being what has maps of one size: what VGG's conv1_1, conv2_1 … are in the
 * paper. Where a network names no activations, its first layers.
 *
 * @param layers  with places, in the order of computation
 */
export function firstOfStages(layers: readonly LabLayer[]): LabLayer[] {
  const stages = stagesOf(layers);
  return stages.flatMap((stage) => stage.slice(0, 1));
}

/** The last activation of the stage in the middle: still in place, no longer pixels. */
export function middleLayer(layers: readonly LabLayer[]): LabLayer | undefined {
  const stages = stagesOf(layers);
  return stages[Math.floor(stages.length / 2)]?.at(-1);
}

/** [stages][activations] from fine to coarse; five stages at the most, as VGG has. */
function stagesOf(layers: readonly LabLayer[]): LabLayer[][] {
  const maps = layers.filter(({ rows, columns, noGradient }) => rows * columns > 1 && noGradient === null);
  const named = maps.filter(({ op }) => activated.has(op));
  const stages = new Map<number, LabLayer[]>();
  for (const layer of named.length > 0 ? named : maps)
    stages.set(layer.rows, [...(stages.get(layer.rows) ?? []), layer]);
  return [...stages.values()].slice(0, mostStages);
}

const mostStages = 5;
