import { intAttribute, intsAttribute, stringAttribute } from '../../graph/attributes.ts';
import type { Node } from '../../graph/graph.ts';
import { cutsOf } from '../../ops/cuts.ts';
import { padsOf } from '../../ops/padding.ts';
import { poolWindowOf, transposedWindowOf, windowOf, type Window } from '../../ops/window.ts';
import type { Reading } from './axis.ts';

/** What a rule needs to know of a node: the dims of its inputs and output, and inputs that are numbers. */
export interface Layer {
  readonly node: Node;
  readonly dims: (position: number) => readonly number[];
  readonly output: readonly number[];
  /** null where the input is left out. */
  readonly numbers: (position: number) => readonly number[] | null;
}

/** One reading per axis of the output; null for an operator that is not among them. */
export function readingsOf(layer: Layer): readonly Reading[] | null {
  return Object.hasOwn(rules, layer.node.op) ? (rules[layer.node.op]?.(layer) ?? null) : null;
}

const same: Reading = { ratio: 1, first: 0, reach: 1 };

// x[s·p − before + d·k] for k = 0 … kernel − 1
const slid = ({ strides, before, reach }: Window): readonly Reading[] => [
  same,
  same,
  ...strides.map((ratio, i) => ({ ratio, first: -(before[i] ?? 0), reach: reach[i] ?? 1 })),
];

const pool = ({ node, dims }: Layer): readonly Reading[] => slid(poolWindowOf(node, dims(0)));

const rules: Readonly<Record<string, (layer: Layer) => readonly Reading[] | null>> = {
  Conv: ({ node, dims }) => slid(windowOf(node, dims(0), dims(1).slice(2))),
  MaxPool: pool,
  AveragePool: pool,
  LpPool: pool,

  // Position i of the input is spread to s·i − before + d·k; so p is reached from (p + before − d·k) / s.
  ConvTranspose: ({ node, dims }) => {
    const { strides, before, reach } = transposedWindowOf(node, dims(0), dims(1).slice(2));
    const spread = strides.map((stride, i) => {
      const holes = (reach[i] ?? 1) - 1;
      return { ratio: 1 / stride, first: ((before[i] ?? 0) - holes) / stride, reach: 1 + holes / stride };
    });
    return [same, same, ...spread];
  },

  Resize: ({ node, dims, output }) => {
    if (intAttribute(node, 'antialias', 0) === 1) return null;
    return output.map((length, axis) => sampled(node, dims(0)[axis] ?? 1, length));
  },

  Pad: ({ node, dims, numbers }) => {
    if (stringAttribute(node, 'mode', 'constant') !== 'constant') return null;
    const { before } = padsOf(dims(0).length, numbers(1) ?? [], numbers(3));
    return before.map((count) => ({ ...same, first: -count }));
  },

  Slice: ({ dims, numbers }) => {
    const cuts = cutsOf(dims(0), numbers(1) ?? [], numbers(2) ?? [], numbers(3), numbers(4));
    return cuts.map(({ start, step }) => ({ ratio: step, first: start, reach: 1 }));
  },

  SpaceToDepth: ({ node }) => {
    const block = intAttribute(node, 'blocksize', 1);
    const spatial = { ratio: block, first: 0, reach: block };
    return [same, same, spatial, spatial];
  },

  DepthToSpace: ({ node }) => {
    const block = intAttribute(node, 'blocksize', 1);
    const spatial = { ratio: 1 / block, first: -(block - 1) / block, reach: 2 - 1 / block };
    return [same, same, spatial, spatial];
  },
};

/** Where Resize looks: at most so far around the point that an output position stands for. */
const supports: Readonly<Record<string, number>> = { nearest: 1, linear: 1, cubic: 2 };

/** @see ONNX operator Resize, coordinate_transformation_mode */
function sampled(node: Node, from: number, to: number): Reading {
  if (from === to) return same;
  const mode = stringAttribute(node, 'coordinate_transformation_mode', 'half_pixel');
  const support = supports[stringAttribute(node, 'mode', 'nearest')] ?? 2;
  const around = (ratio: number, point: number): Reading => ({
    ratio,
    first: point - support,
    reach: 2 * support + 1,
    clamped: true,
  });
  if (mode === 'asymmetric') return around(from / to, 0);
  if (mode === 'align_corners') return around(to > 1 ? (from - 1) / (to - 1) : 0, 0);
  if (mode === 'half_pixel' || mode === 'pytorch_half_pixel') return around(from / to, 0.5 * (from / to) - 0.5);
  return { ratio: 0, first: 0, reach: from, clamped: true };
}

/** Axes along which an operator mixes everything; null where it is not known to mix along some axes only. */
export function mixedAxes({ node, dims, numbers }: Layer): readonly number[] | null {
  const rank = dims(0).length;
  const all = Array.from({ length: rank }, (_, axis) => axis);
  const spatial = all.slice(2);
  if (node.op.startsWith('Global') || node.op === 'InstanceNormalization') return spatial;
  if (node.op === 'GroupNormalization') return spatial;
  if (node.op === 'BatchNormalization') return intAttribute(node, 'training_mode', 0) === 1 ? spatial : [];
  if (node.op === 'LayerNormalization') return all.slice(intAttribute(node, 'axis', -1));
  if (['Softmax', 'LogSoftmax', 'Hardmax'].includes(node.op)) return [front(intAttribute(node, 'axis', -1), rank)];
  if (node.op.startsWith('Arg')) return [front(intAttribute(node, 'axis', 0), rank)];
  if (!node.op.startsWith('Reduce')) return null;
  const axes = numbers(1) ?? intsAttribute(node, 'axes');
  return axes ? axes.map((axis) => front(axis, rank)) : all;
}

const front = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
