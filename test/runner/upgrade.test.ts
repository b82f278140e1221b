// A table of old forms, longer than other files: each row a network of one operator and what it must still compute.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import {
  decode,
  Emit,
  encode,
  fedInputs,
  float,
  intTensor,
  opsetOf,
  seeded,
  shapeOf,
  tensorValue,
  upgrade,
  type Attribute,
  type AttributeInput,
  type Body,
  type Graph,
} from '../../electron/compiler/index.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

// The law of `upgrade`: ONNX Runtime, which still reads opset 7 and later, computes the same from the old network and
// from the upgraded one, bit for bit. It optimizes neither.

type Attributes = Readonly<Record<string, AttributeInput>>;
/** Numbers are drawn from `from` on, over a range of 2; default −1. */
type Input = readonly [dtype: 'float32' | 'float64', dims: readonly number[], from?: number];

interface Case {
  readonly opset: number;
  readonly inputs: readonly Input[];
  /** Emits the old nodes and returns the outputs. Inputs are called x0, x1, … */
  readonly build: (emit: Emit) => readonly string[];
  /** Largest difference, as a fraction of the largest value; default 0, bit for bit. */
  readonly within?: number;
}

/**
 * From opset 19 on ONNX Runtime averages with another kernel, which adds in another order; and it has kernels of its
 * own for two operators that are now written as several. The meaning is the same, the last bit is not.
 */
const lastBit = 1e-6;
const toLastBit = (old: Case): Case => ({ ...old, within: lastBit });

const floats = (value: readonly number[]): Attribute => ({ kind: 'floats', value });

const empty: Body = {
  name: '',
  nodes: [],
  inputs: [],
  outputs: [],
  values: [],
  initializers: [],
  sparseInitializers: [],
};

/** One node that reads every input in turn, then the constants. */
const one = (
  opset: number,
  op: string,
  inputs: readonly Input[],
  attributes: Attributes = {},
  constants: (emit: Emit) => readonly string[] = () => [],
): Case => ({
  opset,
  inputs,
  build: (emit) => [
    emit.op(op, [...inputs.map((_, i) => `x${i}`), ...constants(emit)], attributes, { outputs: ['y'] }),
  ],
});

const x: Input = ['float32', [2, 4, 6, 6]];
const image: Input = ['float32', [1, 3, 8, 10]];
const positive: Input = ['float32', [2, 4, 6, 6], 0.1];
const matrix: Input = ['float32', [4, 6]];
const statistics =
  (dims: readonly number[]) =>
  (emit: Emit): readonly string[] => {
    const rng = seeded(3);
    const values = (from: number) => Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => from + rng());
    return [0.5, -0.5, -0.2, 0.5].map((from, i) => emit.floats(values(from), `statistics${i}`, dims));
  };

const cases: Readonly<Record<string, Case>> = {
  'BatchNormalization 7': one(
    7,
    'BatchNormalization',
    [x],
    { epsilon: float(1e-3), momentum: float(0.8) },
    statistics([4]),
  ),
  'BatchNormalization 7, spatial=1': one(7, 'BatchNormalization', [x], { spatial: 1 }, statistics([4])),
  'BatchNormalization 7, spatial=0': one(7, 'BatchNormalization', [x], { spatial: 0 }, statistics([4, 6, 6])),
  'BatchNormalization 9': one(9, 'BatchNormalization', [x], {}, statistics([4])),
  'BatchNormalization 9 in training, with outputs that nobody reads': {
    opset: 9,
    inputs: [x],
    build: (emit) => [
      emit.op('BatchNormalization', ['x0', ...statistics([4])(emit)], {}, { outputs: ['y', 'm', 'v', 'sm', 'sv'] }),
    ],
  },
  'Dropout 7': one(7, 'Dropout', [matrix], { ratio: float(0.3) }),
  'Dropout 10 with a mask that nobody reads': {
    opset: 10,
    inputs: [matrix],
    build: (emit) => [emit.op('Dropout', ['x0'], { ratio: float(0.3) }, { outputs: ['y', 'mask'] })],
  },
  'Upsample 7, nearest': one(7, 'Upsample', [image], { scales: floats([1, 1, 2, 3]) }),
  'Upsample 7, nearest, uneven': one(7, 'Upsample', [image], { scales: floats([1, 1, 1.5, 2.3]) }),
  'Upsample 7, linear': one(7, 'Upsample', [image], { mode: 'linear', scales: floats([1, 1, 2, 2]) }),
  'Upsample 9, nearest': one(9, 'Upsample', [image], {}, (emit) => [emit.floats([1, 1, 2, 2], 'scales')]),
  'Upsample 9, linear': one(9, 'Upsample', [image], { mode: 'linear' }, (emit) => [
    emit.floats([1, 1, 2.5, 2], 'scales'),
  ]),
  'Resize 10, nearest, enlarging': one(10, 'Resize', [image], {}, (emit) => [emit.floats([1, 1, 2.2, 1.7], 'scales')]),
  'Resize 10, nearest, shrinking': one(10, 'Resize', [image], {}, (emit) => [emit.floats([1, 1, 0.6, 0.7], 'scales')]),
  'Resize 10, nearest, both': one(10, 'Resize', [image], {}, (emit) => [emit.floats([1, 1, 1.6, 0.7], 'scales')]),
  'Resize 10, linear': one(10, 'Resize', [image], { mode: 'linear' }, (emit) => [
    emit.floats([1, 1, 0.7, 1.6], 'scales'),
  ]),
  'Resize 10, nearest, scales that are computed': {
    opset: 10,
    inputs: [image],
    build: (emit) => [
      emit.op('Resize', ['x0', emit.op('Abs', [emit.floats([-1, -1, -1.6, -0.7], 'scales')])], {}, { outputs: ['y'] }),
    ],
  },
  'Resize 11, scales': one(11, 'Resize', [image], { mode: 'linear' }, (emit) => [
    emit.floats([], 'roi'),
    emit.floats([1, 1, 2, 2], 'scales'),
  ]),
  'Resize 11, sizes': one(11, 'Resize', [image], { mode: 'cubic', cubic_coeff_a: float(-0.5) }, (emit) => [
    emit.floats([], 'roi'),
    emit.floats([], 'scales'),
    emit.ints([1, 3, 11, 7], 'sizes'),
  ]),
  'Resize 11, tf_half_pixel_for_nn': one(
    11,
    'Resize',
    [image],
    { coordinate_transformation_mode: 'tf_half_pixel_for_nn', nearest_mode: 'floor' },
    (emit) => [emit.floats([], 'roi'), emit.floats([1, 1, 1.7, 0.6], 'scales')],
  ),
  'Resize 11, tf_crop_and_resize': one(
    11,
    'Resize',
    [image],
    { coordinate_transformation_mode: 'tf_crop_and_resize', mode: 'linear', extrapolation_value: float(9) },
    (emit) => [
      emit.floats([0, 0, 0.2, 0.1, 1, 1, 0.8, 1.2], 'roi'),
      emit.floats([], 'scales'),
      emit.ints([1, 3, 5, 5], 'sizes'),
    ],
  ),
  'Resize 13': one(13, 'Resize', [image], { nearest_mode: 'ceil' }, (emit) => [
    '',
    emit.floats([1, 1, 1.3, 2], 'scales'),
  ]),
  'Resize 18': one(18, 'Resize', [image], { antialias: 1, mode: 'linear', axes: [2, 3] }, (emit) => [
    '',
    emit.floats([0.5, 0.4], 'scales'),
  ]),
  'Clip 7': one(7, 'Clip', [matrix], { min: float(-0.5), max: float(0.25) }),
  'Clip 7, above only': one(7, 'Clip', [matrix], { max: float(0.25) }),
  'Clip 7, below only': one(7, 'Clip', [matrix], { min: float(0.25) }),
  'Clip 7, no bounds': one(7, 'Clip', [matrix]),
  'Pad 7': one(7, 'Pad', [matrix], { pads: [1, 0, 2, 3], value: float(0.5) }),
  'Pad 7, reflecting': one(7, 'Pad', [matrix], { pads: [1, 0, 2, 3], mode: 'reflect' }),
  'Pad 7, float64': one(7, 'Pad', [['float64', [4, 6]]], { pads: [1, 0, 2, 3], value: float(0.5) }),
  'Pad 11': one(11, 'Pad', [matrix], { mode: 'edge' }, (emit) => [emit.ints([0, 1, 0, 1], 'pads')]),
  'Slice 7': one(7, 'Slice', [x], { starts: [1, -4], ends: [9, -1], axes: [0, 3] }),
  'Slice 7, all axes': one(7, 'Slice', [matrix], { starts: [1, 2], ends: [3, 100] }),
  'Slice 7, to the end of the range': one(7, 'Slice', [matrix], {
    starts: [0],
    ends: { kind: 'ints', value: [2n ** 63n - 1n] },
    axes: [1],
  }),
  'Slice 10': one(10, 'Slice', [matrix], {}, (emit) => [
    emit.ints([5], 'starts'),
    emit.ints([0], 'ends'),
    emit.ints([1], 'axes'),
    emit.ints([-2], 'steps'),
  ]),
  'Squeeze 7': one(7, 'Squeeze', [['float32', [1, 4, 1, 6]]], { axes: [0, 2] }),
  'Squeeze 7, all': one(7, 'Squeeze', [['float32', [1, 4, 1, 6]]]),
  'Unsqueeze 7': one(7, 'Unsqueeze', [matrix], { axes: [0, 3] }),
  'Unsqueeze 11, from the back': one(11, 'Unsqueeze', [matrix], { axes: [-1] }),
  'Split 7, sizes': {
    opset: 7,
    inputs: [matrix],
    build: (emit) => {
      emit.op('Split', ['x0'], { axis: 1, split: [1, 5] }, { outputs: ['a', 'b'] });
      return ['a', 'b'];
    },
  },
  'Split 11, equal': {
    opset: 11,
    inputs: [matrix],
    build: (emit) => {
      emit.op('Split', ['x0'], { axis: -1 }, { outputs: ['a', 'b', 'c'] });
      return ['a', 'b', 'c'];
    },
  },
  'Split 13, equal': {
    opset: 13,
    inputs: [matrix],
    build: (emit) => {
      emit.op('Split', ['x0'], {}, { outputs: ['a', 'b'] });
      return ['a', 'b'];
    },
  },
  'Reshape 7': one(7, 'Reshape', [x], {}, (emit) => [emit.ints([0, -1], 'shape')]),
  'TopK 7': {
    opset: 7,
    inputs: [matrix],
    build: (emit) => {
      emit.op('TopK', ['x0'], { k: 3, axis: 1 }, { outputs: ['values', 'indices'] });
      return ['values', 'indices'];
    },
  },
  'TopK 10': {
    opset: 10,
    inputs: [matrix],
    build: (emit) => {
      emit.op('TopK', ['x0', emit.ints([2], 'k')], {}, { outputs: ['values', 'indices'] });
      return ['values', 'indices'];
    },
  },
  'Scatter 9': one(9, 'Scatter', [matrix], { axis: 1 }, (emit) => [
    emit.constant(intTensor('indices', [1, 2], [0, 5])),
    emit.floats([7, 8], 'updates', [1, 2]),
  ]),
  'Gemm 7': one(7, 'Gemm', [matrix, ['float32', [6, 3]]], { alpha: float(0.5) }, (emit) => [
    emit.floats([1, 2, 3], 'c'),
  ]),
  'PRelu 7': one(7, 'PRelu', [x], {}, (emit) => [emit.floats([0.1, 0.2, 0.3, 0.4], 'slope', [4, 1, 1])]),
  'Add 7': one(7, 'Add', [x, ['float32', [4, 1, 6]]]),
  'Sum 8': one(8, 'Sum', [x, ['float32', [4, 1, 6]]]),
  'Max 7': one(7, 'Max', [matrix, matrix]),
  'Cast 7': one(7, 'Cast', [matrix], { to: 7 }),
  'RoiAlign 10': one(
    10,
    'RoiAlign',
    [image],
    { output_height: 3, output_width: 3, spatial_scale: float(1) },
    (emit) => [emit.floats([1, 1, 6, 5], 'rois', [1, 4]), emit.ints([0], 'batch')],
  ),
  'GridSample 16': one(16, 'GridSample', [image, ['float32', [1, 4, 4, 2]]]),
  'GridSample 16, bicubic': one(16, 'GridSample', [image, ['float32', [1, 4, 4, 2]]], { mode: 'bicubic' }),
  'DFT 17': one(17, 'DFT', [['float32', [1, 8, 3, 1]]], { axis: 2 }),
  'DFT 17, the axis not said': one(17, 'DFT', [['float32', [2, 8, 1]]]),
  'GroupNormalization 18': one(18, 'GroupNormalization', [x], { num_groups: 2 }, (emit) => [
    emit.floats([0.5, 2], 'scale'),
    emit.floats([1, -1], 'bias'),
  ]),
  'GroupNormalization 18, scales that are computed': {
    opset: 18,
    inputs: [x],
    build: (emit) => [
      emit.op(
        'GroupNormalization',
        ['x0', emit.op('Abs', [emit.floats([0.5, -2], 'scale')]), emit.floats([1, -1], 'bias')],
        { num_groups: 2 },
        { outputs: ['y'] },
      ),
    ],
  },
  'AveragePool 7, padding not counted': toLastBit(
    one(7, 'AveragePool', [x], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }),
  ),
  'AveragePool 10, rounding up': toLastBit(
    one(10, 'AveragePool', [x], {
      kernel_shape: [3, 3],
      strides: [2, 2],
      ceil_mode: 1,
      count_include_pad: 1,
      pads: [1, 1, 0, 0],
    }),
  ),
  'AveragePool 7, SAME_UPPER': toLastBit(
    one(7, 'AveragePool', [x], {
      kernel_shape: [3, 3],
      strides: [2, 2],
      auto_pad: 'SAME_UPPER',
    }),
  ),
  'MaxPool 8 with indices in columns': {
    opset: 8,
    inputs: [x],
    build: (emit) => {
      const attributes = { kernel_shape: [2, 2], strides: [2, 2], storage_order: 1 };
      emit.op('MaxPool', ['x0'], attributes, { outputs: ['y', 'indices'] });
      return ['y', 'indices'];
    },
  },
  'MaxPool 10, rounding up': one(10, 'MaxPool', [x], {
    kernel_shape: [3, 3],
    strides: [2, 2],
    ceil_mode: 1,
    dilations: [1, 1],
  }),
  'LpPool 7': one(7, 'LpPool', [x], { kernel_shape: [2, 2], strides: [2, 2] }),
  'GlobalLpPool 7': one(7, 'GlobalLpPool', [x], { p: 3 }),
  'ArgMax 7': one(7, 'ArgMax', [matrix], { axis: 1, keepdims: 0 }),
  'Concat 7': one(7, 'Concat', [matrix, matrix], { axis: 1 }),
  'ConvTranspose 7, SAME_UPPER': one(
    7,
    'ConvTranspose',
    [image],
    { auto_pad: 'SAME_UPPER', strides: [2, 2], kernel_shape: [3, 3] },
    (emit) => [
      emit.floats(
        Array.from({ length: 27 }, (_, i) => i / 27),
        'w',
        [3, 1, 3, 3],
      ),
    ],
  ),
  'Selu 7': one(7, 'Selu', [matrix]),
  'Elu 7': one(7, 'Elu', [matrix]),
  'LeakyRelu 7': one(7, 'LeakyRelu', [matrix]),
  'HardSigmoid 7': one(7, 'HardSigmoid', [matrix]),
  'Tile 7': one(7, 'Tile', [matrix], {}, (emit) => [emit.ints([2, 1], 'repeats')]),
  'Expand 8': one(8, 'Expand', [matrix], {}, (emit) => [emit.ints([3, 4, 6], 'shape')]),
  'LSTM 7': one(
    7,
    'LSTM',
    [
      ['float32', [5, 2, 3]],
      ['float32', [1, 8, 3]],
      ['float32', [1, 8, 2]],
    ],
    { hidden_size: 2 },
  ),
  'GRU 7': one(
    7,
    'GRU',
    [
      ['float32', [5, 2, 3]],
      ['float32', [1, 6, 3]],
      ['float32', [1, 6, 2]],
    ],
    { hidden_size: 2 },
  ),
  'DepthToSpace 7': one(7, 'DepthToSpace', [x], { blocksize: 2 }),
  'MeanVarianceNormalization 9': one(9, 'MeanVarianceNormalization', [image]),
  'Affine 7': one(7, 'Affine', [matrix], { alpha: float(1.7), beta: float(0.3) }),
  'ImageScaler 7': one(7, 'ImageScaler', [image], { scale: float(0.7), bias: floats([0.1, -0.2, 0.3]) }),
  'ScaledTanh 7': toLastBit(one(7, 'ScaledTanh', [matrix], { alpha: float(1.7), beta: float(0.3) })),
  'ParametricSoftplus 7': toLastBit(one(7, 'ParametricSoftplus', [matrix], { alpha: float(1.7), beta: float(0.3) })),
  'Crop 7': one(7, 'Crop', [image], { border: [1, 2, 3, 0] }),
  'Crop 7 to a size': one(7, 'Crop', [image], { border: [1, 2, 3, 0], scale: [4, 5] }),
};

const softmaxes = ['Softmax', 'LogSoftmax', 'Hardmax'].flatMap((op) =>
  [
    [7, undefined],
    [7, 0],
    [7, 2],
    [11, -1],
    [11, -3],
    [13, 1],
    [13, undefined],
  ].map(([opset = 7, axis]): [string, Case] => [
    `${op} ${opset}, axis ${axis ?? 'not said'}`,
    one(opset, op, [['float32', [2, 3, 4, 5]]], axis === undefined ? {} : { axis }),
  ]),
);

const reductions = ['Sum', 'Mean', 'Max', 'Min', 'Prod', 'L1', 'L2', 'LogSum', 'LogSumExp', 'SumSquare'].flatMap(
  (kind) =>
    [7, 11, 13].flatMap((opset) => {
      const op = `Reduce${kind}`;
      // ReduceSum takes its axes as an input from 13 on.
      const axes = opset === 13 && kind === 'Sum' ? {} : { axes: opset === 7 ? [1, 3] : [-1] };
      return [
        [`${op} ${opset}`, one(opset, op, [positive], { ...axes, keepdims: 0 })] as const,
        [`${op} ${opset}, all axes`, one(opset, op, [positive])] as const,
      ];
    }),
);

const all = [...Object.entries(cases), ...softmaxes, ...reductions];

describe('an upgraded network computes the same, bit for bit', () => {
  test.each(all)('%s', async (_name, old) => {
    for (const stated of [true, false]) {
      const graph = graphOf(old, stated);
      const upgraded = upgrade(graph);
      expect(opsetOf(upgraded)).toBe(21);
      expect(upgrade(upgraded)).toEqual(upgraded);
      const feeds = randomFeeds(old);
      const expected = await outputsOf(encode(graph), feeds);
      const found = await outputsOf(encode(upgraded), feeds);
      expect(difference(found, expected), stated ? 'shapes stated' : 'no shapes').toBeLessThanOrEqual(old.within ?? 0);
    }
  });
});

test.each([
  ['Softmax of a matrix', one(7, 'Softmax', [x], { axis: 1 })],
  ['RoiAlign without its half pixel', cases['RoiAlign 10']],
])('a new version number alone is noticed: %s', async (_what, old) => {
  if (!old) throw new Error('no such case');
  const graph = graphOf(old, true);
  const feeds = randomFeeds(old);
  const renumbered = await outputsOf(encode({ ...graph, opsets: [{ domain: '', version: 21 }], irVersion: 10 }), feeds);
  expect(difference(renumbered, await outputsOf(encode(graph), feeds))).toBeGreaterThan(1e-3);
});

test('graphs inside a node are upgraded, and the constants they need are in reach', async () => {
  const branch = (name: string, op: string, attributes: Attributes): Body => {
    const emit = new Emit(null);
    const made = emit.op(op, ['x0'], attributes, { outputs: [`${name}_y`] });
    const rows = emit.op('Softmax', [made], { axis: 0 }, { outputs: [`${name}_rows`] });
    return { ...empty, name, nodes: emit.nodes, outputs: [{ name: rows, type: null }] };
  };
  for (const condition of [0, 1]) {
    const old: Case = {
      opset: 7,
      inputs: [matrix],
      build: (emit) => {
        const flag = emit.constant({ ...intTensor('flag', [], []), dtype: 'bool', bytes: Uint8Array.of(condition) });
        const then: Attribute = { kind: 'graph', value: branch('then', 'Clip', { max: float(0) }) };
        const otherwise: Attribute = { kind: 'graph', value: branch('else', 'Pad', { pads: [1, 0, -1, 0] }) };
        return [emit.op('If', [flag], { then_branch: then, else_branch: otherwise }, { outputs: ['y'] })];
      },
    };
    const graph = graphOf(old, true);
    const feeds = randomFeeds(old);
    expect(difference(await outputsOf(encode(upgrade(graph)), feeds), await outputsOf(encode(graph), feeds))).toBe(0);
  }
});

test('initializers of an old file stop being inputs, and it computes the same', async () => {
  const old = one(8, 'Gemm', [matrix], {}, (emit) => [
    emit.floats(Array(18).fill(0.5), 'b', [6, 3]),
    emit.floats([1], 'c'),
  ]);
  const graph = graphOf(old, true);
  const listed: Graph = {
    ...graph,
    irVersion: 3,
    inputs: [...graph.inputs, ...graph.initializers.map(({ name, dtype, dims }) => tensorValue(name, dtype, dims))],
  };
  const upgraded = upgrade(decode(encode(listed)));
  expect(upgraded.inputs.map(({ name }) => name)).toEqual(['x0']);
  expect(upgraded.irVersion).toBe(10);
  const feeds = randomFeeds(old);
  expect(difference(await outputsOf(encode(upgraded), feeds), await outputsOf(encode(listed), feeds))).toBe(0);
});

const shared = sharedDir();
const folder = join(shared ?? '', 'models');
const published = shared === null ? [] : readdirSync(folder).filter((name) => name.endsWith('.onnx'));

/** A side that each published network with open sizes accepts, and that is quick to compute. */
const openSide = 96;

describe.skipIf(shared === null)('a published network that was upgraded computes the same, bit for bit', () => {
  test.each(published)('%s', async (name) => {
    const graph = decode(readFileSync(join(folder, name)));
    const upgraded = upgrade(graph);
    expect(upgrade(upgraded)).toEqual(upgraded);
    const rng = seeded(7);
    const inputs = fedInputs(graph).map((input) => {
      const dims = (shapeOf(input) ?? []).map((dim, axis) =>
        typeof dim === 'number' ? dim : axis === 0 ? 1 : openSide,
      );
      return [input.name, randomTensor(rng, ['float32', dims])] as const;
    });
    const feeds = Object.fromEntries(inputs);
    const averages = opsetOf(graph) < 19 && graph.nodes.some(({ op }) => op === 'AveragePool');
    const [found, expected] = [await outputsOf(encode(upgraded), feeds), await outputsOf(encode(graph), feeds)];
    expect(difference(found, expected)).toBeLessThanOrEqual(averages ? 1e-5 : 0);
  });
});

test.skipIf(shared !== null)(`a published network that was upgraded: ${sharedAbsent}`, () => undefined);

/** @param stated  whether the file says which shapes its inputs have */
function graphOf(old: Case, stated: boolean): Graph {
  const emit = new Emit(null);
  old.inputs.forEach((_, i) => emit.fresh(`x${i}`));
  const outputs = old.build(emit).map((name) => ({ name, type: null }));
  const inputs = old.inputs.map(([dtype, dims], i) => ({
    name: `x${i}`,
    type: { kind: 'tensor', dtype, shape: stated ? dims : null } as const,
  }));
  return {
    ...empty,
    name: 'old',
    nodes: emit.nodes,
    initializers: emit.initializers,
    inputs,
    outputs,
    irVersion: 7,
    opsets: [{ domain: '', version: old.opset }],
    producer: '',
    producerVersion: '',
    domain: '',
    modelVersion: 0n,
    modelDoc: '',
    metadata: [],
  };
}

type Outputs = Readonly<Record<string, { readonly head: string; readonly bytes: Buffer }>>;

async function outputsOf(file: Uint8Array, feeds: Record<string, ort.Tensor>): Promise<Outputs> {
  const options = { intraOpNumThreads: 1, graphOptimizationLevel: 'disabled', logSeverityLevel: 3 } as const;
  const session = await ort.InferenceSession.create(file, options);
  const outputs = Object.entries(await session.run(feeds)).map(([name, { data, dims, type }]) => {
    if (!ArrayBuffer.isView(data)) throw new Error(`output ${name} holds no numbers`);
    const bytes = Buffer.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return [name, { head: `${name} ${type}[${dims.join(', ')}]`, bytes }] as const;
  });
  await session.release();
  return Object.fromEntries(outputs);
}

/** 0 where every bit is the same, else the largest difference as a fraction of the largest value. */
function difference(found: Outputs, expected: Outputs): number {
  const heads = (outputs: Outputs): string[] => Object.values(outputs).map(({ head }) => head);
  expect(heads(found)).toEqual(heads(expected));
  expect(heads(expected)).not.toHaveLength(0);
  return Math.max(
    ...Object.keys(expected).map((name) => {
      const [a, b] = [found[name]!.bytes, expected[name]!.bytes];
      if (a.equals(b)) return 0;
      const [as, bs] = [floatsIn(a), floatsIn(b)];
      const largest = bs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      return as.reduce((most, value, i) => Math.max(most, Math.abs(value - (bs[i] ?? NaN)) / largest), 0);
    }),
  );
}

const floatsIn = (bytes: Buffer): Float32Array => new Float32Array(new Uint8Array(bytes).buffer);

function randomFeeds({ inputs }: Case): Record<string, ort.Tensor> {
  const rng = seeded(7);
  return Object.fromEntries(inputs.map((input, i) => [`x${i}`, randomTensor(rng, input)]));
}

function randomTensor(rng: () => number, [dtype, dims, from = -1]: Input): ort.Tensor {
  const values = Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => from + 2 * rng());
  if (dtype === 'float32') return new ort.Tensor(dtype, Float32Array.from(values), dims);
  return new ort.Tensor(dtype, Float64Array.from(values), dims);
}
