import { describe, expect, test } from 'vitest';
import {
  Emit,
  float,
  GraphError,
  print,
  probeNetwork,
  tensorValue,
  upgrade,
  type AttributeInput,
  type Graph,
  type Shape,
} from '../../../../electron/compiler/index.ts';

// Opsets that ONNX Runtime no longer reads are checked as text; what it reads is checked as numbers in
// test/runner/upgrade.test.ts.

type Attributes = Readonly<Record<string, AttributeInput>>;

interface Old {
  readonly opset: number;
  readonly shapes: readonly (Shape | null)[];
  readonly attributes?: Attributes;
  readonly outputs?: readonly string[];
  readonly constants?: (emit: Emit) => readonly string[];
}

/** One node that reads inputs x0, x1, … and then the constants. */
function graphWith(op: string, { opset, shapes, attributes = {}, outputs = ['y'], constants }: Old): Graph {
  const emit = new Emit(null);
  const fed = shapes.map((_, i) => emit.fresh(`x${i}`));
  emit.op(op, [...fed, ...(constants?.(emit) ?? [])], attributes, { outputs });
  return {
    ...probeNetwork(),
    name: 'old',
    nodes: emit.nodes,
    initializers: emit.initializers,
    inputs: shapes.map((shape, i) => ({ name: `x${i}`, type: { kind: 'tensor', dtype: 'float32', shape } })),
    outputs: [{ name: 'y', type: null }],
    irVersion: 3,
    opsets: [{ domain: '', version: opset }],
  };
}

/** The constants and nodes of the upgraded graph. */
const linesOf = (graph: Graph): string[] =>
  print(upgrade(graph))
    .split('\n')
    .filter((line) => line.startsWith('initializer') || line.includes(' = '));

const picture: Shape = ['N', 3, 8, 8];

describe('forms that are older than opset 7', () => {
  const cases: readonly [string, Graph, readonly string[]][] = [
    [
      'Add with B against inner axes',
      graphWith('Add', { opset: 6, shapes: [picture, [3]], attributes: { broadcast: 1, axis: 1 } }),
      ['initializer axes int64[2] = 1 2', 'x1_aligned = Unsqueeze(x1, axes)', 'y = Add(x0, x1_aligned)'],
    ],
    [
      'Mul with B against the last axes, counted from the back',
      graphWith('Mul', { opset: 6, shapes: [picture, [8, 8]], attributes: { broadcast: 1, axis: -2 } }),
      ['y = Mul(x0, x1)'],
    ],
    [
      'Sub with the last axes by default',
      graphWith('Sub', { opset: 1, shapes: [picture, [8]], attributes: { broadcast: 1, consumed_inputs: [0, 0] } }),
      ['y = Sub(x0, x1)'],
    ],
    [
      'Div of shapes that are not known',
      graphWith('Div', { opset: 6, shapes: [null, null], attributes: { broadcast: 1, axis: 1 } }),
      [
        'initializer axis int64[1] = 1',
        'shape = Shape(x1)',
        'shape_2 = Shape(x0)',
        'rank = Shape(shape_2)',
        'places = Sub(rank, axis)',
        'shape_3 = Shape(x1)',
        'rank_2 = Shape(shape_3)',
        'count = Sub(places, rank_2)',
        'ones = ConstantOfShape(count) {value=int64[1] = 1}',
        'target = Concat(shape, ones) {axis=0}',
        'x1_aligned = Reshape(x1, target)',
        'y = Div(x0, x1_aligned)',
      ],
    ],
    [
      'PRelu with a slope per channel',
      graphWith('PRelu', { opset: 6, shapes: [picture, [3]] }),
      ['initializer axes int64[2] = 1 2', 'x1_aligned = Unsqueeze(x1, axes)', 'y = PRelu(x0, x1_aligned)'],
    ],
    ['PRelu with one slope', graphWith('PRelu', { opset: 6, shapes: [picture, [1]] }), ['y = PRelu(x0, x1)']],
    [
      'Gemm that broadcasts',
      graphWith('Gemm', { opset: 6, shapes: [[2, 3], [3, 4], [4]], attributes: { broadcast: 1 } }),
      ['y = Gemm(x0, x1, x2)'],
    ],
    [
      'BatchNormalization in test mode, with outputs that are not filled',
      graphWith('BatchNormalization', {
        opset: 3,
        shapes: [picture, [3], [3], [3], [3]],
        attributes: { is_test: 1, consumed_inputs: [0, 0, 0, 1, 1], epsilon: float(0.5) },
        outputs: ['y', 'mean', 'var', 'saved_mean', 'saved_var'],
      }),
      ['y = BatchNormalization(x0, x1, x2, x3, x4) {epsilon=0.5}'],
    ],
    [
      'BatchNormalization with statistics for each place',
      graphWith('BatchNormalization', {
        opset: 6,
        shapes: [picture, [3, 8, 8], [3, 8, 8], [3, 8, 8], [3, 8, 8]],
        attributes: { is_test: 1, spatial: 0 },
      }),
      [
        'initializer line int64[1] = -1',
        'x0_flat = Flatten(x0) {axis=1}',
        'x1_flat = Reshape(x1, line)',
        'x2_flat = Reshape(x2, line)',
        'x3_flat = Reshape(x3, line)',
        'x4_flat = Reshape(x4, line)',
        'x0_normalized = BatchNormalization(x0_flat, x1_flat, x2_flat, x3_flat, x4_flat)',
        'shape = Shape(x0)',
        'y = Reshape(x0_normalized, shape)',
      ],
    ],
    [
      'Dropout in test mode',
      graphWith('Dropout', { opset: 6, shapes: [picture], attributes: { is_test: 1, ratio: float(0.5) } }),
      ['initializer ratio float32[] = 0.5', 'y = Dropout(x0, ratio)'],
    ],
    [
      'Cast to a type by name',
      graphWith('Cast', { opset: 5, shapes: [picture], attributes: { to: 'DOUBLE' } }),
      ['y = Cast(x0) {to=11}'],
    ],
    [
      'Concat along an axis that is not said',
      graphWith('Concat', { opset: 3, shapes: [picture, picture] }),
      ['y = Concat(x0, x1) {axis=1}'],
    ],
    [
      'Reshape to a shape in an attribute',
      graphWith('Reshape', { opset: 4, shapes: [picture], attributes: { shape: [0, -1], consumed_inputs: [0] } }),
      ['initializer shape int64[2] = 0 -1', 'y = Reshape(x0, shape)'],
    ],
    [
      'Pad with paddings',
      graphWith('Pad', { opset: 1, shapes: [[4]], attributes: { paddings: [1, 2], value: float(3) } }),
      ['initializer pads int64[2] = 1 2', 'initializer pad_value float32[] = 3.0', 'y = Pad(x0, pads, pad_value)'],
    ],
    [
      'Upsample of pictures alone',
      graphWith('Upsample', {
        opset: 1,
        shapes: [picture],
        attributes: { height_scale: float(2), width_scale: float(3), mode: 'bilinear' },
      }),
      [
        'initializer scales float32[4] = 1.0 1.0 2.0 3.0',
        'y = Resize(x0, ·, scales) {coordinate_transformation_mode="asymmetric" mode="linear"}',
      ],
    ],
    [
      'Tile of one axis',
      graphWith('Tile', {
        opset: 5,
        shapes: [picture],
        constants: (emit) => [emit.floats([2], 'tiles', []), emit.floats([1], 'axis', [])],
      }),
      [
        'initializer tiles float32[] = 2.0',
        'initializer axis float32[] = 1.0',
        'initializer line int64[1] = 1',
        'initializer line_2 int64[1] = 1',
        'shape = Shape(x0)',
        'rank = Shape(shape)',
        'ones = ConstantOfShape(rank) {value=int64[1] = 1}',
        'axis_line = Reshape(axis, line)',
        'axis_int = Cast(axis_line) {to=7}',
        'tiles_line = Reshape(tiles, line_2)',
        'tiles_int = Cast(tiles_line) {to=7}',
        'repeats = ScatterElements(ones, axis_int, tiles_int) {axis=0}',
        'y = Tile(x0, repeats)',
      ],
    ],
    [
      'LpPool with an order that is a float',
      graphWith('LpPool', { opset: 1, shapes: [picture], attributes: { p: float(2), kernel_shape: [2, 2] } }),
      ['y = LpPool(x0) {kernel_shape=[2, 2] p=2}'],
    ],
    [
      'Selu with the constants of five digits',
      graphWith('Selu', { opset: 1, shapes: [picture] }),
      ['y = Selu(x0) {alpha=1.6732 gamma=1.0507}'],
    ],
    [
      'HardSigmoid, whose constants stayed',
      graphWith('HardSigmoid', { opset: 1, shapes: [picture] }),
      ['y = HardSigmoid(x0)'],
    ],
    [
      'Split with sizes in an attribute',
      graphWith('Split', { opset: 2, shapes: [picture], attributes: { split: [1, 2], axis: 1 }, outputs: ['y', 'z'] }),
      ['initializer split int64[2] = 1 2', 'y, z = Split(x0, split) {axis=1}'],
    ],
    [
      'LSTM that says whether to put out the sequence',
      graphWith('LSTM', { opset: 1, shapes: [null, null, null], attributes: { hidden_size: 2, output_sequence: 1 } }),
      ['y = LSTM(x0, x1, x2) {hidden_size=2}'],
    ],
    [
      'ConstantFill',
      graphWith('ConstantFill', { opset: 1, shapes: [], attributes: { shape: [2, 3], value: float(7), dtype: 6 } }),
      ['initializer shape int64[2] = 2 3', 'y = ConstantOfShape(shape) {value=int32[1] = 7}'],
    ],
    [
      "ConstantFill of an input's shape and more",
      graphWith('ConstantFill', { opset: 1, shapes: [picture], attributes: { extra_shape: [5] } }),
      [
        'initializer extra_shape int64[1] = 5',
        'shape = Shape(x0)',
        'concat = Concat(shape, extra_shape) {axis=0}',
        'y = ConstantOfShape(concat) {value=float32[1] = 0.0}',
      ],
    ],
    [
      'MeanVarianceNormalization across channels',
      graphWith('MeanVarianceNormalization', { opset: 1, shapes: [picture], attributes: { across_channels: 1 } }),
      ['y = MeanVarianceNormalization(x0) {axes=[0, 1, 2, 3]}'],
    ],
    [
      'Scale',
      graphWith('Scale', { opset: 6, shapes: [picture], attributes: { scale: float(2) } }),
      ['initializer scale float32[] = 2.0', 'y = Mul(x0, scale)'],
    ],
    [
      'memory that may be reused, of any operator',
      graphWith('Relu', { opset: 1, shapes: [picture], attributes: { consumed_inputs: [0] } }),
      ['y = Relu(x0)'],
    ],
  ];

  test.each(cases)('%s', (_what, graph, expected) => {
    expect(linesOf(graph)).toEqual(expected);
  });
});

describe('Softmax of a matrix that was said by an axis', () => {
  const softmax = (opset: number, shape: Shape | null, axis?: number): string[] =>
    linesOf(graphWith('Softmax', { opset, shapes: [shape], ...(axis !== undefined && { attributes: { axis } }) }));

  test('along the last axis it is what it was, which rows [N, classes] show without an attribute', () => {
    expect(softmax(7, ['N', 10])).toEqual(['y = Softmax(x0) {axis=1}']);
    expect(softmax(11, null, -1)).toEqual(['y = Softmax(x0) {axis=-1}']);
  });

  test('along others, or where the number of axes is not known, the matrix is made', () => {
    const matrix = [
      'x0_rows = Flatten(x0) {axis=1}',
      'x0_along = Softmax(x0_rows) {axis=-1}',
      'shape = Shape(x0)',
      'y = Reshape(x0_along, shape)',
    ];
    expect(softmax(7, picture)).toEqual(matrix);
    expect(softmax(12, null, 1)).toEqual(matrix);
  });
});

describe('a form whose meaning is gone is refused with node, operator and version', () => {
  const cases: readonly [string, string, Old][] = [
    [
      'statistics of a batch that are read',
      'BatchNormalization',
      { opset: 9, shapes: [picture, [3], [3], [3], [3]], outputs: ['z', 'm', 'v', 'y'] },
    ],
    ['a mask that is read', 'Dropout', { opset: 7, shapes: [picture], outputs: ['z', 'y'] }],
    ['Scan over batches', 'Scan', { opset: 8, shapes: [null] }],
    ['an experiment', 'ATen', { opset: 6, shapes: [picture] }],
    ['a type that has no number', 'Cast', { opset: 1, shapes: [picture], attributes: { to: 'QUATERNION' } }],
    ['an order that is not whole', 'LpPool', { opset: 1, shapes: [picture], attributes: { p: float(1.5) } }],
    ['Upsample without scales', 'Upsample', { opset: 7, shapes: [picture] }],
    ['Pad without pads', 'Pad', { opset: 2, shapes: [picture] }],
    ['Slice without starts', 'Slice', { opset: 1, shapes: [picture] }],
    ['Unsqueeze without axes', 'Unsqueeze', { opset: 11, shapes: [picture] }],
    ['axes of a wrong kind', 'ReduceMean', { opset: 11, shapes: [picture], attributes: { axes: 'all' } }],
    [
      'B with more axes than there is room for',
      'Add',
      { opset: 6, shapes: [picture, [3, 8, 8, 1]], attributes: { broadcast: 1, axis: 1 } },
    ],
    ['no groups', 'GroupNormalization', { opset: 18, shapes: [picture, [2], [2]] }],
    [
      'coordinates of another kind',
      'Resize',
      {
        opset: 11,
        shapes: [picture, [0], [4]],
        attributes: { coordinate_transformation_mode: 'tf_half_pixel_for_nn' },
      },
    ],
    ['a crop without border', 'Crop', { opset: 6, shapes: [picture] }],
  ];

  test.each(cases)('%s', (_what, op, old) => {
    const graph = graphWith(op, old);
    const named = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, name: 'the node' })) };
    const thrown = thrownBy(() => upgrade(named));
    expect(thrown.code).toBe('graph/cannot-upgrade');
    expect(thrown.message).toContain(`Node "the node" uses ${op} as version ${old.opset}`);
  });
});

test('a version below 1 does not exist', () => {
  expect(thrownBy(() => upgrade(graphWith('Relu', { opset: 0, shapes: [picture] }))).code).toBe('graph/bad-opset');
  expect(thrownBy(() => upgrade(graphWith('Relu', { opset: -7, shapes: [picture] }))).code).toBe('graph/bad-opset');
});

test('a network of the working opset or a newer one is returned as it is', () => {
  expect(upgrade(probeNetwork())).toEqual(probeNetwork());
  const newer: Graph = { ...probeNetwork(), opsets: [{ domain: 'ai.onnx', version: 23 }] };
  expect(upgrade(newer)).toBe(newer);
});

test('the argument is untouched, the version is said once, and other domains keep theirs', () => {
  const graph: Graph = {
    ...graphWith('Clip', { opset: 6, shapes: [picture], attributes: { max: float(6) } }),
    opsets: [
      { domain: 'com.example', version: 4 },
      { domain: 'ai.onnx', version: 6 },
    ],
  };
  const before = print(graph);
  const upgraded = upgrade(graph);
  expect(print(graph)).toBe(before);
  expect(upgraded.opsets).toEqual([
    { domain: '', version: 21 },
    { domain: 'com.example', version: 4 },
  ]);
  expect(upgrade(upgraded)).toBe(upgraded);
});

test("a node of another domain keeps its form, whatever its operator's name", () => {
  const graph = graphWith('Clip', { opset: 6, shapes: [picture], attributes: { max: float(6) } });
  const foreign = { ...graph, nodes: graph.nodes.map((node) => ({ ...node, domain: 'com.example' })) };
  expect(linesOf(foreign)).toEqual(['y = com.example.Clip(x0) {max=6.0}']);
});

test('an initializer listed as an input is a constant before IR version 4, and may be replaced from then on', () => {
  const graph = graphWith('Upsample', {
    opset: 9,
    shapes: [picture],
    constants: (emit) => [emit.floats([1, 1, 2, 2], 'scales')],
  });
  const listed: Graph = { ...graph, inputs: [...graph.inputs, tensorValue('scales', 'float32', [4])] };
  expect(upgrade(listed).inputs.map(({ name }) => name)).toEqual(['x0']);
  expect(linesOf(listed).at(-1)).toContain('nearest_mode="floor"');
  const replaceable = { ...listed, irVersion: 7 };
  expect(upgrade(replaceable).inputs.map(({ name }) => name)).toEqual(['x0', 'scales']);
  expect(linesOf(replaceable)).toContain('growth = Max(scales, one)');
});

test('a bound takes the type of what it bounds where a network mixes types', () => {
  const graph = graphWith('Clip', { opset: 6, shapes: [picture], attributes: { max: float(6) } });
  const mixed: Graph = { ...graph, inputs: [...graph.inputs, tensorValue('half', 'float16', [1])] };
  expect(linesOf(mixed)).toEqual([
    'initializer max float32[] = 6.0',
    'max_2 = CastLike(max, x0)',
    'y = Clip(x0, ·, max_2)',
  ]);
});

test('names that operators share with what every object has are no rules', () => {
  for (const op of ['constructor', '__proto__', 'toString']) {
    expect(linesOf(graphWith(op, { opset: 1, shapes: [picture] }))).toEqual([`y = ${op}(x0)`]);
  }
});

test('100,000 nodes that each need new names are upgraded in time that grows with their number', () => {
  const emit = new Emit(null);
  let value = emit.fresh('x0');
  for (let i = 0; i < 100_000; i++) value = emit.op('Softmax', [value], { axis: 1 }, { outputs: [`v${i}`] });
  const graph = {
    ...graphWith('Softmax', { opset: 7, shapes: [picture] }),
    nodes: emit.nodes,
    outputs: [{ name: value, type: null }],
  };
  const start = performance.now();
  expect(upgrade(graph).nodes.length).toBe(400_000);
  expect(performance.now() - start).toBeLessThan(15_000);
});

function thrownBy(run: () => unknown): GraphError {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof GraphError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}
