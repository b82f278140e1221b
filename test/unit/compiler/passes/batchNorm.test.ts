import { describe, expect, test } from 'vitest';
import {
  asParameters,
  Emit,
  exposeTaps,
  float,
  foldBatchNorm,
  graphOf,
  print,
  tensorValue,
  trainBatchNorm,
  withRunningStatistics,
  type AttributeInput,
  type Graph,
} from '../../../../electron/compiler/index.ts';
import { evaluate, tensor64 } from '../../../../electron/reference/index.ts';
import { Draw } from '../../../support/cases/draw.ts';
import { relativeDifference } from '../../../support/cases/difference.ts';
import { asFeeds, asTensors, drawnFeeds, expectSame, outputNames, seed, smallCnn } from '../../../support/passes.ts';

const draw = new Draw(seed);

interface LayerAndNorm {
  readonly op: string;
  readonly x: readonly number[];
  readonly weight: readonly number[];
  /** Null: the layer has no bias. */
  readonly bias: readonly number[] | null;
  readonly channels: number;
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
}

/** x → layer → BatchNormalization → y */
function layerAndNorm({ op, x, weight, bias, channels, attributes = {} }: LayerAndNorm): Graph {
  const emit = new Emit(null);
  const stored = (dims: readonly number[], name: string, range: readonly [number, number] = [-1, 1]): string =>
    emit.floats(draw.floats(dims, range).values, name, dims);
  const image = emit.fresh('x');
  const inputs = [image, stored(weight, 'W'), ...(bias ? [stored(bias, 'B')] : [])];
  const layer = emit.op(op, inputs, attributes, { name: 'layer' });
  const vectors = [
    stored([channels], 'scale'),
    stored([channels], 'shift'),
    stored([channels], 'mean'),
    stored([channels], 'variance', [0.5, 2]),
  ];
  const y = emit.op('BatchNormalization', [layer, ...vectors], { epsilon: float(1e-3) }, { name: 'y' });
  return graphOf('layer', emit, [tensorValue(image, 'float32', x)], [{ name: y, type: null }]);
}

const conv = { op: 'Conv', x: [2, 4, 5, 5], weight: [6, 4, 3, 3], bias: [6], channels: 6 } as const;
const up = { op: 'ConvTranspose', x: [2, 4, 3, 3], weight: [4, 3, 2, 2], bias: [6], channels: 6 } as const;
const linear = { op: 'Gemm', x: [3, 4], weight: [4, 6], bias: [6], channels: 6 } as const;

const layers: Readonly<Record<string, LayerAndNorm>> = {
  Conv: conv,
  'Conv without bias': { ...conv, bias: null },
  'Conv in groups': { ...conv, weight: [6, 2, 3, 3], attributes: { group: 2, pads: [1, 1, 1, 1] } },
  'Conv per channel': { ...conv, weight: [4, 1, 3, 3], bias: null, channels: 4, attributes: { group: 4 } },
  ConvTranspose: { ...up, weight: [4, 6, 2, 2] },
  'ConvTranspose in groups': { ...up, attributes: { group: 2, strides: [2, 2] } },
  Gemm: linear,
  'Gemm transposed, scaled': {
    ...linear,
    weight: [6, 4],
    attributes: { transB: 1, alpha: float(0.5), beta: float(2) },
  },
  'Gemm without C': { ...linear, bias: null },
  'Gemm with one C for all': { ...linear, bias: [] },
  'Gemm with a row C': { ...linear, bias: [1, 6] },
};

describe('foldBatchNorm', () => {
  test.each(Object.entries(layers))('%s takes the normalization in', (_name, options) => {
    const graph = layerAndNorm(options);
    const folded = foldBatchNorm(graph);
    expect(folded.nodes.map(({ op }) => op)).toEqual([options.op]);
    expect(folded.initializers).toHaveLength(2);
    const feeds = drawnFeeds(graph);
    const [found, wanted] = [evaluate(folded, feeds).get('y')!, evaluate(graph, feeds).get('y')!];
    // The folded numbers are rounded to 32 bits once.
    expect(relativeDifference(found, wanted), `seed ${seed}`).toBeLessThan(1e-6);
  });

  test('a whole network loses all its normalizations and answers the same', () => {
    const graph = smallCnn();
    const folded = foldBatchNorm(graph);
    expect(folded.nodes.filter(({ op }) => op === 'BatchNormalization')).toEqual([]);
    const feeds = drawnFeeds(graph);
    const [found, wanted] = [folded, graph].map((g) => evaluate(g, feeds).get('logits')!);
    expect(relativeDifference(found!, wanted!), `seed ${seed}`).toBeLessThan(1e-6);
  });

  const graph = layerAndNorm(conv);
  const training = trainBatchNorm(graph).graph;
  const normFirst: Graph = {
    ...graph,
    nodes: graph.nodes.toReversed().map((node) => ({
      ...node,
      inputs: [node.op === 'Conv' ? 'y' : 'x', ...node.inputs.slice(1)],
      outputs: [node.op === 'Conv' ? 'layer' : 'y'],
    })),
    outputs: [{ name: 'layer', type: null }],
  };
  test.each([
    ['the layer’s own output is an output of the graph', exposeTaps(graph, ['layer'])],
    ['another node reads the layer', { ...graph, nodes: [...graph.nodes, readerOf('layer')] }],
    ['the weights are parameters under training', asParameters(graph, ['W']).graph],
    ['the bias is', asParameters(graph, ['B']).graph],
    ['the scale is', asParameters(graph, ['scale']).graph],
    ['it uses the statistics of the batch', training],
    ['it stands before the layer', normFirst],
    ['C of Gemm is a whole matrix', layerAndNorm({ ...linear, bias: [3, 6] })],
  ])('leaves a normalization alone where %s', (_why, left) => {
    expect(print(foldBatchNorm(left))).toBe(print(left));
  });
});

describe('trainBatchNorm', () => {
  const graph = smallCnn();
  const { graph: training, statistics, values } = trainBatchNorm(graph, { momentum: 0.8 });
  const feeds = new Map([...drawnFeeds(graph), ...asFeeds(values)]);

  test('running statistics come in and go out under their names', () => {
    expect(statistics).toEqual(
      ['bn_mean', 'bn_variance', 'bn_mean_2', 'bn_variance_2'].map((name) => ({ input: name, output: `${name}/next` })),
    );
    expect(outputNames(training)).toEqual(['logits', ...statistics.map(({ output }) => output)]);
  });

  test('each channel of the batch has the mean of the shift and the deviation of the scale', () => {
    const bn = evaluate(training, feeds, { wanted: ['bn'] }).get('bn')!;
    const [scale, shift] = ['bn_scale', 'bn_bias'].map((name) => {
      const tensor = graph.initializers.find((initializer) => initializer.name === name)!;
      return asFeeds(new Map([[name, tensor]])).get(name)!.values;
    });
    for (const channel of [0, 1, 2, 3]) {
      const of = [0, 1].flatMap((n) => [...bn.values.slice(16 * (4 * n + channel), 16 * (4 * n + channel) + 16)]);
      const mean = of.reduce((a, b) => a + b, 0) / of.length;
      const deviation = Math.sqrt(of.reduce((sum, v) => sum + (v - mean) ** 2, 0) / of.length);
      expect(mean).toBeCloseTo(shift![channel]!, 9);
      // ε keeps it a little below.
      expect(deviation / Math.abs(scale![channel]!)).toBeCloseTo(1, 3);
    }
  });

  test('the next mean is momentum times the last plus the rest of the batch’s', () => {
    const found = evaluate(training, feeds, { wanted: ['conv', 'bn_mean/next', 'bn_variance/next'] });
    const conv1 = found.get('conv')!.values;
    const wanted = [0, 1, 2, 3].map((channel) => {
      const of = [0, 1].flatMap((n) => [...conv1.slice(16 * (4 * n + channel), 16 * (4 * n + channel) + 16)]);
      const mean = of.reduce((a, b) => a + b, 0) / of.length;
      const variance = of.reduce((sum, v) => sum + (v - mean) ** 2, 0) / of.length;
      return { mean, variance };
    });
    const last = (name: string): Float64Array => feeds.get(name)!.values;
    wanted.forEach(({ mean, variance }, c) => {
      // The momentum is a 32-bit number in the file.
      expect(found.get('bn_mean/next')!.values[c]).toBeCloseTo(0.8 * last('bn_mean')[c]! + 0.2 * mean, 6);
      expect(found.get('bn_variance/next')!.values[c]).toBeCloseTo(0.8 * last('bn_variance')[c]! + 0.2 * variance, 6);
    });
  });

  test('statistics that are written back give the network of before', () => {
    expectSame(
      evaluate(withRunningStatistics(training, values), drawnFeeds(graph)),
      evaluate(graph, drawnFeeds(graph)),
    );
  });

  test('statistics that were learned are what the network uses then', () => {
    const zeros = new Map([...values.keys()].map((name) => [name, tensor64([4], [0, 0, 0, 0])] as const));
    const learned = withRunningStatistics(training, asTensors(zeros));
    const bn = evaluate(learned, drawnFeeds(graph), { wanted: ['bn', 'conv'] });
    expect(bn.get('bn')!.values[0]).not.toBe(
      evaluate(graph, drawnFeeds(graph), { wanted: ['bn'] }).get('bn')!.values[0],
    );
    expect(outputNames(learned)).toEqual(['logits']);
  });

  test('a file that was exported for training gives out the statistics that it kept to itself', () => {
    const exported: Graph = {
      ...training,
      inputs: graph.inputs,
      outputs: graph.outputs,
      initializers: graph.initializers,
    };
    expect(print(trainBatchNorm(exported, { momentum: 0.8 }).graph)).toBe(print(training));
  });

  test('statistics that the graph computes are left alone', () => {
    const made = { op: 'Identity', domain: '', name: '', inputs: ['bn_mean'], outputs: ['made'], attributes: {} };
    const nodes = graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map((name) => (name === 'bn_mean' ? 'made' : name)),
    }));
    const { statistics: some } = trainBatchNorm({ ...graph, nodes: [made, ...nodes] });
    expect(some.map(({ input }) => input)).toEqual(['bn_mean_2', 'bn_variance_2']);
  });

  test('only the normalizations that are asked for learn', () => {
    const { statistics: some } = trainBatchNorm(graph, { at: (output) => output === 'bn_2' });
    expect(some.map(({ input }) => input)).toEqual(['bn_mean_2', 'bn_variance_2']);
  });
});

function readerOf(value: string) {
  return { op: 'Relu', domain: '', name: 'reader', inputs: [value], outputs: ['read'], attributes: {} };
}
