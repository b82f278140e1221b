import { intAttribute, intsAttribute } from '../../graph/attributes.ts';
import type { Node } from '../../graph/graph.ts';
import type { Shapes } from '../../graph/shapes.ts';
import type { Segment } from './segments.ts';

// A chain of segments read as layers: each has one core, the operator with weights or the branching part, with what
// prepares it before and what finishes it behind.
//
//   conv · BatchNormalization · Relu · MaxPool        a convolution normalizes and activates behind itself
//   BatchNormalization · Relu · branches · Add        after a sum or a concatenation it begins the next layer

type Kind = 'weights' | 'branches' | 'gate' | 'normalization' | 'activation' | 'pool' | 'pad' | 'other';

/** What a convolution, a linear layer or a branching part is to the block that it belongs to. */
export type Core = 'depthwise' | 'pointwise' | 'conv' | 'linear' | 'sum' | 'concat' | 'branches';

export interface Layer {
  readonly segments: readonly Segment[];
  readonly core: Core;
  /** Channels that enter and leave the core. */
  readonly channels: readonly [number, number];
  /** Filters channels one by one somewhere in its core. */
  readonly depthwise: boolean;
  /** Side of the window; 0 where the core has none. */
  readonly kernel: number;
  /** What leaves it went through an activation behind the core. */
  readonly active: boolean;
  readonly pooled: boolean;
}

const activations = new Set(
  'Relu Clip LeakyRelu PRelu ThresholdedRelu Elu Selu Celu Sigmoid HardSigmoid HardSwish Tanh Gelu Mish Softplus Softsign'.split(
    ' ',
  ),
);
const normalizations = new Set(
  'BatchNormalization InstanceNormalization LayerNormalization GroupNormalization'.split(' '),
);
const pools = new Set('MaxPool AveragePool LpPool GlobalMaxPool GlobalAveragePool GlobalLpPool ReduceMean'.split(' '));
const weighted = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul']);

const hasWeights = (node: Node, shapes: Shapes): boolean =>
  weighted.has(node.op) && node.inputs.some((name) => shapes.knownOf(name));

function kindOf({ nodes }: Segment, shapes: Shapes): Kind {
  const last = nodes.at(-1);
  const some = nodes.some((node) => hasWeights(node, shapes));
  if (nodes.length > 1) {
    // A value times a curve of itself is an activation (swish); times what a small network makes of it, a gate.
    if (last?.op === 'Mul') return some ? 'gate' : 'activation';
    return some ? 'branches' : 'other';
  }
  if (!last) return 'other';
  if (some) return 'weights';
  if (normalizations.has(last.op)) return 'normalization';
  if (activations.has(last.op)) return 'activation';
  if (pools.has(last.op)) return 'pool';
  return last.op === 'Pad' ? 'pad' : 'other';
}

/** @returns  in the order of computation; each segment is in one of them */
export function layersOf(segments: readonly Segment[], shapes: Shapes): readonly Layer[] {
  const layers: Layer[] = [];
  let before: Segment[] = [];
  for (const segment of segments) {
    const kind = kindOf(segment, shapes);
    const open = layers.at(-1);
    if (kind === 'weights' || kind === 'branches') {
      layers.push(newLayer([...before, segment], shapes));
      before = [];
    } else if (open && before.length === 0 && !opensNext(kind, open)) {
      layers[layers.length - 1] = {
        ...open,
        segments: [...open.segments, segment],
        active: open.active || kind === 'activation',
        pooled: open.pooled || kind === 'pool',
      };
    } else {
      before.push(segment);
    }
  }
  const last = layers.at(-1);
  if (last && before.length > 0) layers[layers.length - 1] = { ...last, segments: [...last.segments, ...before] };
  return layers;
}

/** Padding is for the window that follows. A normalization behind a sum, or a pool, prepares what comes. */
const opensNext = (kind: Kind, { core, pooled }: Layer): boolean =>
  kind === 'pad' ||
  (kind === 'normalization' && (pooled || core === 'sum' || core === 'concat' || core === 'branches'));

function newLayer(segments: readonly Segment[], shapes: Shapes): Layer {
  const end = segments.at(-1);
  const node = end?.nodes.at(-1);
  const channelsAt = (name: string | undefined): number => channelsIn(shapes.shapeOf(name ?? '')?.dims ?? []);
  const channels = [channelsAt(end?.from), channelsAt(end?.to)] as const;
  const window = node ? windowOf(node, shapes) : [];
  return {
    segments,
    core: coreOf(end, window, shapes),
    channels,
    depthwise: end?.nodes.some((each) => isDepthwise(each, shapes)) ?? false,
    kernel: end?.nodes.length === 1 ? Math.max(0, ...window) : 0,
    active: false,
    pooled: false,
  };
}

/** Of maps [N, C, …] and rows [N, C]; of tokens [N, T, C] the last. */
const channelsIn = (dims: readonly number[]): number => (dims.length === 3 ? dims[2] : dims[1]) ?? 0;

const windowOf = (node: Node, shapes: Shapes): readonly number[] =>
  node.op === 'Conv'
    ? (intsAttribute(node, 'kernel_shape') ?? shapes.shapeOf(node.inputs[1] ?? '')?.dims.slice(2) ?? [])
    : [];

/** One filter per channel: W is [M, 1, k…] in several groups. */
const isDepthwise = (node: Node, shapes: Shapes): boolean =>
  node.op === 'Conv' && intAttribute(node, 'group', 1) > 1 && shapes.shapeOf(node.inputs[1] ?? '')?.dims[1] === 1;

function coreOf(segment: Segment | undefined, window: readonly number[], shapes: Shapes): Core {
  const node = segment?.nodes.at(-1);
  if (!segment || !node) return 'branches';
  if (segment.nodes.length > 1) {
    if (node.op === 'Add' || node.op === 'Sum') return 'sum';
    return node.op === 'Concat' ? 'concat' : 'branches';
  }
  if (node.op === 'Gemm' || node.op === 'MatMul') return 'linear';
  if (isDepthwise(node, shapes)) return 'depthwise';
  return window.every((length) => length === 1) && node.op === 'Conv' ? 'pointwise' : 'conv';
}
