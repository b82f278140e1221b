import { float, tensorFrom, type AttributeInput, type DType } from '../../../../compiler/index.ts';
import type { Tensor } from '../../../../compiler/index.ts';

/** An input of a sample: numbers to be drawn, or numbers that the graph stores. */
export type SampleInput =
  { readonly dims: readonly number[]; readonly from: number; readonly to: number } | { readonly known: Tensor } | null;

/** One use of an operator, as networks use it: inputs by position. */
export interface Sample {
  readonly inputs: readonly SampleInput[];
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
  /** How many outputs; 1 where absent. */
  readonly outputs?: number;
}

const drawn = (...dims: readonly number[]): SampleInput => ({ dims, from: -2, to: 2 });
const above0 = (...dims: readonly number[]): SampleInput => ({ dims, from: 0.2, to: 0.8 });
const stored = (dtype: DType, dims: readonly number[], values: readonly number[]): SampleInput => ({
  known: tensorFrom('', dtype, dims, values),
});
const ints = (...values: readonly number[]): SampleInput => stored('int64', [values.length], values);

const maps = drawn(2, 4, 6, 6);
const window = { kernel_shape: [2, 2], strides: [2, 2] };
const perChannel = [drawn(4), drawn(4)];
const reduced: Sample = { inputs: [maps, ints(2, 3)] };
const reducedAbove0: Sample = { inputs: [above0(2, 4, 6, 6), ints(2, 3)] };

/** Operators that need more than one or two tensors of any numbers, or numbers of a certain kind. */
const special: Readonly<Record<string, Sample>> = {
  Acos: { inputs: [above0(2, 12)] },
  Acosh: { inputs: [{ dims: [2, 12], from: 1.2, to: 3 }] },
  Asin: { inputs: [above0(2, 12)] },
  Atanh: { inputs: [above0(2, 12)] },
  AveragePool: { inputs: [maps], attributes: window },
  BatchNormalization: { inputs: [maps, ...perChannel, drawn(4), above0(4)] },
  Cast: { inputs: [maps], attributes: { to: 1 } },
  CastLike: { inputs: [maps, stored('float32', [1], [0])] },
  Clip: { inputs: [maps, stored('float32', [], [-1]), stored('float32', [], [1])] },
  Concat: { inputs: [maps, drawn(2, 3, 6, 6)], attributes: { axis: 1 } },
  Conv: { inputs: [maps, drawn(8, 4, 3, 3), drawn(8)], attributes: { pads: [1, 1, 1, 1] } },
  ConvTranspose: { inputs: [maps, drawn(4, 3, 2, 2), drawn(3)], attributes: { strides: [2, 2] } },
  CumSum: { inputs: [drawn(2, 5), stored('int64', [], [1])] },
  DepthToSpace: { inputs: [maps], attributes: { blocksize: 2 } },
  Div: { inputs: [maps, above0(2, 4, 6, 6)] },
  Dropout: { inputs: [maps] },
  Einsum: { inputs: [drawn(3, 4), drawn(4, 5)], attributes: { equation: 'ij,jk->ik' } },
  Expand: { inputs: [drawn(4, 1, 6), ints(2, 4, 6, 6)] },
  Gather: { inputs: [drawn(5, 4), ints(3, 0, 3)] },
  GatherElements: { inputs: [drawn(3, 2), stored('int64', [2, 2], [1, 0, 2, 0])] },
  GatherND: { inputs: [drawn(3, 4), stored('int64', [2, 1], [2, 0])] },
  Gemm: { inputs: [drawn(3, 4), drawn(4, 5), drawn(5)] },
  GlobalAveragePool: { inputs: [maps] },
  GlobalLpPool: { inputs: [maps] },
  GlobalMaxPool: { inputs: [maps] },
  GroupNormalization: { inputs: [maps, ...perChannel], attributes: { num_groups: 2 } },
  InstanceNormalization: { inputs: [maps, ...perChannel] },
  LayerNormalization: { inputs: [maps, drawn(6), drawn(6)] },
  Log: { inputs: [above0(2, 12)] },
  LpPool: { inputs: [maps], attributes: window },
  LRN: { inputs: [maps], attributes: { size: 3 } },
  MatMul: { inputs: [drawn(2, 3, 4), drawn(4, 5)] },
  MaxPool: { inputs: [maps], attributes: window },
  MaxUnpool: { inputs: [drawn(1, 1, 2, 2), stored('int64', [1, 1, 2, 2], [0, 3, 9, 14])], attributes: window },
  OneHot: { inputs: [ints(1, 0, 2), ints(4), drawn(2)] },
  Pad: { inputs: [maps, ints(0, 0, 1, 1, 0, 0, 1, 1)] },
  Pow: { inputs: [above0(2, 12), stored('float32', [], [3])] },
  PRelu: { inputs: [maps, above0(4, 1, 1)] },
  Reciprocal: { inputs: [above0(2, 12)] },
  ReduceL1: reduced,
  ReduceL2: reduced,
  ReduceLogSum: reducedAbove0,
  ReduceLogSumExp: reduced,
  ReduceMax: reduced,
  ReduceMean: reduced,
  ReduceMin: reduced,
  ReduceProd: reducedAbove0,
  ReduceSum: reduced,
  ReduceSumSquare: reduced,
  Reshape: { inputs: [maps, ints(2, -1)] },
  Resize: {
    inputs: [maps, null, stored('float32', [4], [1, 1, 2, 2])],
    attributes: { mode: 'linear', coordinate_transformation_mode: 'half_pixel' },
  },
  RoiAlign: {
    inputs: [maps, stored('float32', [2, 4], [0.3, 0.6, 4.7, 5.2, -0.8, 1.1, 2.9, 6.4]), ints(1, 0)],
    attributes: { output_height: 2, output_width: 3, sampling_ratio: 2 },
  },
  ScatterElements: { inputs: [drawn(3, 2), stored('int64', [1, 2], [2, 0]), drawn(1, 2)], attributes: { axis: 0 } },
  ScatterND: { inputs: [drawn(3, 4), stored('int64', [2, 1], [2, 0]), drawn(2, 4)] },
  Slice: { inputs: [maps, ints(1, 0), ints(5, 6), ints(2, 3), ints(2, 1)] },
  SpaceToDepth: { inputs: [maps], attributes: { blocksize: 2 } },
  Split: { inputs: [maps, ints(1, 3)], attributes: { axis: 1 }, outputs: 2 },
  Sqrt: { inputs: [above0(2, 12)] },
  Squeeze: { inputs: [drawn(2, 1, 6), ints(1)] },
  Tile: { inputs: [drawn(2, 3), ints(2, 1)] },
  TopK: { inputs: [drawn(3, 6), ints(2)], outputs: 2 },
  Transpose: { inputs: [maps], attributes: { perm: [0, 2, 3, 1] } },
  Trilu: { inputs: [drawn(4, 5)] },
  Unsqueeze: { inputs: [drawn(2, 6), ints(1)] },
  Where: { inputs: [stored('bool', [2, 3], [1, 0, 0, 1, 1, 0]), drawn(2, 3), drawn(2, 3)] },
};

/** Thresholds other than the operator's own, so that drawn numbers lie on both sides. */
const attributesOf: Readonly<Record<string, Sample['attributes']>> = {
  ThresholdedRelu: { alpha: float(0.5) },
};

/**
 * A use of an operator of `inputs` formal inputs. Those of one or two inputs and no demands get one or two tensors of
 * the same shape.
 */
export const sampleOf = (op: string, inputs: readonly string[]): Sample =>
  special[op] ?? {
    inputs: inputs.flatMap((formal) => (formal.endsWith('...') ? [maps, maps] : [maps])),
    ...(attributesOf[op] && { attributes: attributesOf[op] }),
  };
