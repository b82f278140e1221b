import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import {
  decode,
  encode,
  probeNetwork,
  seeded,
  withPreprocessing,
  withProbabilities,
  type Graph,
  type PixelPreprocessing,
} from '../../electron/compiler/index.ts';
import { colorClassifierGraph, colorNames, colors, randomCnnGraph } from '../support/networks.ts';

const width = 24;
const height = 16;
const photos = 2;

/** [photos, height, width, 3] RGB: bands of four rows in strong random colors, with some noise. */
function randomPixels(seed: number): Uint8Array {
  const rng = seeded(seed);
  const bands = Array.from({ length: (photos * height * 3) / 4 }, () => (rng() < 0.5 ? 0 : 225));
  const channelAt = (i: number): number => bands[Math.floor(i / (width * 12)) * 3 + (i % 3)] ?? 0;
  return Uint8Array.from({ length: photos * height * width * 3 }, (_, i) => channelAt(i) + Math.floor(rng() * 31));
}

/** The float tensor by a table of 256 entries per channel, as the CPU path fills a batch. */
function byTable(pixels: Uint8Array, { layout, colorOrder, mean, std }: PixelPreprocessing): Float32Array {
  const table = mean.map((m, c) =>
    Float32Array.from({ length: 256 }, (_, pixel) => Math.fround(pixel - Math.fround(m)) / Math.fround(std[c] ?? 1)),
  );
  const area = height * width;
  const values = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i += 3) {
    const photo = Math.floor(i / 3 / area);
    const place = (i / 3) % area;
    for (let c = 0; c < 3; c++) {
      const pixel = pixels[i + (colorOrder === 'RGB' ? c : 2 - c)]!;
      values[layout === 'NCHW' ? (photo * 3 + c) * area + place : i + c] = table[c]![pixel]!;
    }
  }
  return values;
}

async function run(graph: Graph, feed: ort.Tensor): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(encode(graph));
  const outputs = await session.run({ [session.inputNames[0]!]: feed });
  return outputs[session.outputNames[0]!]!.data as Float32Array;
}

const imageNet = { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] } as const;
const centered = { mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] } as const;
const caffe = { mean: [104, 117, 123], std: [1, 1, 1] } as const;
const untouched = { mean: [0, 0, 0], std: [1, 1, 1] } as const;

const cases = (['NCHW', 'NHWC'] as const).flatMap((layout) =>
  (['RGB', 'BGR'] as const).flatMap((colorOrder) =>
    [imageNet, centered, caffe, untouched].map((scale) => ({ layout, colorOrder, ...scale, width, height })),
  ),
);

describe('preprocessing inside the graph', () => {
  test.each(cases)(
    'on pixels equals the plain graph on the table: $layout $colorOrder, mean $mean.0, std $std.0',
    async (preprocessing) => {
      const { layout, colorOrder } = preprocessing;
      const plain = colorClassifierGraph({ width, height, layout, colorOrder });
      const pixels = randomPixels(3);
      const dims = layout === 'NCHW' ? [photos, 3, height, width] : [photos, height, width, 3];
      const expected = await run(plain, new ort.Tensor('float32', byTable(pixels, preprocessing), dims));
      const inside = withPreprocessing(plain, preprocessing);
      const result = await run(inside, new ort.Tensor('uint8', pixels, [photos, height, width, 3]));
      expect(result).toEqual(expected);
      expect(new Set(expected).size).toBeGreaterThan(8);
    },
  );

  test('a deeper network agrees within 1e-5 of its largest value', async () => {
    const preprocessing = { layout: 'NCHW', colorOrder: 'BGR', ...imageNet, width, height } as const;
    const plain = randomCnnGraph(5, { width, height });
    const pixels = randomPixels(4);
    const table = new ort.Tensor('float32', byTable(pixels, preprocessing), [photos, 3, height, width]);
    const expected = await run(plain, table);
    const result = await run(
      withPreprocessing(plain, preprocessing),
      new ort.Tensor('uint8', pixels, [photos, height, width, 3]),
    );
    const largest = Math.max(...expected.map(Math.abs));
    expect(Math.max(...result.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-5 * largest);
  });

  test('a batch that the file fixes at one can be opened, and one that is open can be fixed', async () => {
    const preprocessing = { layout: 'NCHW', colorOrder: 'RGB', ...centered, width, height } as const;
    const single = colorClassifierGraph({ width, height, dynamicBatch: false });
    const pixels = new ort.Tensor('uint8', randomPixels(5), [photos, height, width, 3]);
    const opened = await run(withPreprocessing(single, preprocessing, { batch: 'N' }), pixels);
    const fixed = withPreprocessing(colorClassifierGraph({ width, height }), preprocessing, { batch: photos });
    expect(await run(fixed, pixels)).toEqual(opened);
    expect(opened).toHaveLength(photos * colorNames.length);
  });
});

describe('probabilities inside the graph', () => {
  test('are exp(logit) over their sum, and the same after a round trip through a file', async () => {
    const plain = randomCnnGraph(6, { width, height });
    const pixels = Float32Array.from(randomPixels(7), (pixel) => pixel / 255);
    const feed = new ort.Tensor('float32', pixels, [photos, 3, height, width]);
    const logits = await run(plain, feed);
    const result = await run(decode(encode(withProbabilities(plain))), feed);
    for (let photo = 0; photo < photos; photo++) {
      const exps = Array.from(logits.slice(photo * 10, photo * 10 + 10), Math.exp);
      const sum = exps.reduce((a, b) => a + b, 0);
      exps.forEach((exp, i) => expect(result[photo * 10 + i]).toBeCloseTo(exp / sum, 6));
    }
  });

  test('logits of shape [N, classes, 1, 1] are flattened first', async () => {
    const { feed, tall } = tallLogits();
    const result = await run(withProbabilities(tall), feed);
    expect(result).toHaveLength(photos * 8);
    expect(result.slice(0, 8).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
  });
});

/** The color classifier cut off after its pooling: one number per class, with two axes of length 1 behind. */
function tallLogits(): { feed: ort.Tensor; tall: Graph } {
  const plain = colorClassifierGraph({ width, height });
  const pool = plain.nodes.find(({ op }) => op === 'GlobalAveragePool')!;
  const shape = ['N', 8, 1, 1];
  const output = { name: pool.outputs[0]!, type: { kind: 'tensor', dtype: 'float32', shape } as const };
  const feed = new ort.Tensor('float32', new Float32Array(photos * 3 * height * width).fill(1), [
    photos,
    3,
    height,
    width,
  ]);
  return { feed, tall: { ...plain, outputs: [output] } };
}

describe('the color classifier', () => {
  const kinds = (['NCHW', 'NHWC'] as const).flatMap((layout) =>
    (['RGB', 'BGR'] as const).map((colorOrder) => ({ layout, colorOrder })),
  );

  test.each(kinds)('names each plain color with more than 0.9, $layout $colorOrder', async ({ layout, colorOrder }) => {
    const graph = colorClassifierGraph({ width, height, layout, colorOrder, kind: 'probabilities' });
    const inside = withPreprocessing(graph, { layout, colorOrder, ...centered, width, height });
    for (const [i, name] of colorNames.entries()) {
      const pixels = Uint8Array.from({ length: height * width * 3 }, (_, at) => colors[name][at % 3]!);
      const result = await run(inside, new ort.Tensor('uint8', pixels, [1, height, width, 3]));
      expect(result[i], name).toBeGreaterThan(0.9);
    }
  });
});

test('the probe network tells pictures apart', async () => {
  const rng = seeded(11);
  const values = Float32Array.from({ length: 2 * 3 * 64 * 64 }, (_, i) => (i < 3 * 64 * 64 ? rng() * 4 - 2 : 1));
  const result = await run(probeNetwork(), new ort.Tensor('float32', values, [2, 3, 64, 64]));
  const differences = Array.from({ length: 16 }, (_, i) => Math.abs(result[i]! - result[16 + i]!));
  expect(Math.max(...differences)).toBeGreaterThan(0.01);
});
