import type { Graph } from '../graph/graph.ts';
import { cutAt } from './cut.ts';
import { Extension } from './extension.ts';
import { existing } from './valueTypes.ts';

/**
 * A value of a network as features: as it is (false), the average of each channel over all places (true), or the same
 * and over each quarter of the picture (pyramid).
 */
export interface FeatureCut {
  readonly value: string;
  readonly pooled: boolean | 'pyramid';
}

/**
 * The part of a network that computes features: one output per cut, in their order. What no cut needs is gone.
 *
 * Law: a cut that is not pooled is what the value was, bit for bit; a pooled one is its average over all but the first
 * axis and the channels. [N, F] stays as it is; [N, C, H, W] becomes [N, C], tokens [N, T, C] become [N, C]. Of a pyramid
 * [N, 5 C]: the average of everything, then of the upper left, upper right, lower left and lower right, channel by
 * channel; where a side is odd its middle belongs to both halves.
 *
 * @throws graph/unknown-value, graph/unfit-value
 * @throws what `shapesOf` throws: every shape must be known
 * @see Lazebnik, Schmid and Ponce, "Beyond bags of features: spatial pyramid matching", CVPR 2006
 */
export function exposeFeatures(graph: Graph, cuts: readonly FeatureCut[]): Graph {
  const values = [...new Set(cuts.map(({ value }) => existing(graph, value)))];
  const emit = new Extension(cutAt(graph, values));
  const outputs = cuts.map(({ value, pooled }) => {
    const x = emit.value(value, pooled === false ? undefined : [2, 3, 4]);
    return emit.output(emit.named(featureRow(emit, x, pooled), 'features'));
  });
  return emit.applied(outputs, 'exposeFeatures');
}

/** The value of a cut; maps as rows where it is pooled. */
export function featureRow(emit: Extension, x: string, pooled: FeatureCut['pooled']): string {
  if (pooled === false) return x;
  const dims = emit.dims(x);
  if (dims.length === 2) return x;
  if (dims.length === 3) return emit.op('ReduceMean', [x, emit.ints([1])], { keepdims: 0 });
  const whole = emit.op('Flatten', [emit.op('GlobalAveragePool', [x])], { axis: 1 });
  if (pooled === true) return whole;
  const [height = 1, width = 1] = dims.slice(2);
  const half = (length: number): [kernel: number, stride: number] => [
    Math.ceil(length / 2),
    Math.max(1, Math.floor(length / 2)),
  ];
  const [[kernelY, strideY], [kernelX, strideX]] = [half(height), half(width)];
  const quarters = emit.op('AveragePool', [x], { kernel_shape: [kernelY, kernelX], strides: [strideY, strideX] });
  return emit.op('Concat', [whole, emit.op('Flatten', [quarters], { axis: 1 })], { axis: 1 });
}
