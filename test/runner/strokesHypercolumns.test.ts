import { afterAll, describe, expect, test } from 'vitest';
import {
  Emit,
  encode,
  graphOf,
  seeded,
  shapesOf,
  tensorValue,
  TypedEmit,
  verify,
  type Graph,
} from '../../electron/compiler/index.ts';
import type { ModelFile } from '../../electron/contract/index.ts';
import { createSession, Tensor } from '../../electron/runner/runtime/index.ts';
import {
  channelsOf,
  emitScoresAt,
  headBias,
  hypercolumnNetwork,
  openHypercolumns,
  openScorer,
  sampled,
  scoresGraph,
  tapWeight,
  weightsByTap,
  type Hypercolumns,
  type PhotoFeatures,
  type PixelHead,
} from '../../electron/runner/hypercolumns/index.ts';
import { noisyPicture } from '../support/denseTwin.ts';
import { builtIn, sharedModel } from '../support/models.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

// What the layers of a network say of every pixel, and a linear head over it.

const seed = Number(process.env['SEED'] ?? 11);
const shared = sharedDir();
const size = { width: 150, height: 117 };
const classes = 4;

const cases: readonly { readonly name: string; readonly load: () => ModelFile | Promise<ModelFile> }[] = [
  { name: 'the built-in, centered on the first pixel of a step', load: builtIn },
  ...(shared === null
    ? []
    : [
        ...[
          ['mobilenetv2, centered on the last pixel of a step', 'mobilenetv2_1.0_224_imagenet'],
          ['squeezenet, without padding at its first layers', 'squeezenet1_1_imagenet'],
          ['a network that is fixed to 32 pixels', 'resnet8_cifar10'],
        ].map(([name = '', file = '']) => ({ name, load: () => sharedModel(shared, file) })),
      ]),
];

const drawnHead = (width: number): PixelHead => {
  const rng = seeded(seed + 1);
  const drawn = (count: number): Float32Array => Float32Array.from({ length: count }, () => 0.1 * (rng() - 0.5));
  return { weight: drawn(classes * width), bias: drawn(classes) };
};

/** W · row + b of every row, in 64 bits. */
function scoresOfRows(rows: Float32Array, { weight, bias }: PixelHead): Float64Array {
  const width = weight.length / classes;
  return Float64Array.from({ length: (rows.length / width) * classes }, (_, at) => {
    const [row, k] = [Math.floor(at / classes), at % classes];
    let sum = bias[k] ?? 0;
    for (let f = 0; f < width; f++) sum += (weight[k * width + f] ?? 0) * (rows[row * width + f] ?? 0);
    return sum;
  });
}

async function run(graph: Graph, feeds: Record<string, Tensor>): Promise<Float32Array> {
  const session = await createSession(encode(graph), 'cpu');
  const outputs = await session.run(feeds);
  await session.release();
  return outputs[graph.outputs[0]?.name ?? '']?.data as Float32Array;
}

const headFeeds = ({ taps }: PhotoFeatures, head: PixelHead): Record<string, Tensor> => ({
  [headBias]: new Tensor('float32', head.bias, [classes]),
  ...Object.fromEntries(
    weightsByTap(taps, head).map((own, at) => [
      tapWeight(at),
      new Tensor('float32', own, [classes, own.length / classes, 1, 1]),
    ]),
  ),
});

const mapFeeds = ({ taps, maps }: PhotoFeatures): Record<string, Tensor> =>
  Object.fromEntries(
    maps.map((map, at) => {
      const { channels = 0, rows = 0, columns = 0 } = taps[at] ?? {};
      return [`tap/${at}`, new Tensor('float32', map, [1, channels, rows, columns])];
    }),
  );

describe.each(cases)('$name', ({ load }) => {
  const picture = noisyPicture(seed, size.width, size.height);
  let open: Hypercolumns | null = null;
  const described = async (): Promise<PhotoFeatures> => {
    open ??= await openHypercolumns(await load(), size, { device: 'cpu', threads: 2 });
    return open.describe(picture);
  };
  afterAll(() => open?.close());

  test('taps of several steps, from fine to coarse', async () => {
    const { taps } = await described();
    const steps = taps.slice(0, -1).map(({ stepPx }) => stepPx);
    expect(new Set(steps).size).toBeGreaterThan(1);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  });

  test('a head on hypercolumns equals the sum of the scores of each tap, laid onto the pixels', async () => {
    const photo = await described();
    const head = drawnHead(channelsOf(photo.taps));
    const pixels = Int32Array.from({ length: size.width * size.height }, (_, pixel) => pixel);
    const wanted = scoresOfRows(sampled(photo, pixels), head);
    const scores = await run(scoresGraph(photo.taps, size, classes), { ...mapFeeds(photo), ...headFeeds(photo, head) });
    const [largest, worst] = compared(wanted, (pixel, k) => scores[k * pixels.length + pixel] ?? NaN);
    expect(worst, `SEED=${seed}`).toBeLessThanOrEqual(1e-5 * largest);
  });

  test('a lattice of pixels gets the same scores', async () => {
    const photo = await described();
    const head = drawnHead(channelsOf(photo.taps));
    const [xs, ys] = [
      [1, 6, 77, 149],
      [0, 50, 116],
    ];
    const wanted = scoresOfRows(
      sampled(
        photo,
        ys.flatMap((y) => xs.map((x) => y * size.width + x)),
      ),
      head,
    );
    const scores = await run(latticeGraph(photo, { xs, ys }), { ...mapFeeds(photo), ...headFeeds(photo, head) });
    const [largest, worst] = compared(wanted, (place, k) => scores[k * xs.length * ys.length + place] ?? NaN);
    expect(worst, `SEED=${seed}`).toBeLessThanOrEqual(1e-5 * largest);
  });

  test('probabilities of the scorer add up to 1 and agree with the class that it answers', async () => {
    const photo = await described();
    const head = drawnHead(channelsOf(photo.taps));
    const scorer = openScorer({ device: 'cpu', threads: 2 });
    const [answers, all] = [await scorer.answers(photo, head), await scorer.probabilities(photo, head)];
    await scorer.close();
    const area = size.width * size.height;
    for (let pixel = 0; pixel < area; pixel += 101) {
      const shares = Array.from({ length: classes }, (_, k) => all[k * area + pixel] ?? NaN);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
      expect(shares[answers.classOf[pixel] ?? -1]).toBe(Math.max(...shares));
      expect(answers.probability[pixel]).toBeCloseTo(Math.max(...shares), 5);
    }
  });
});

/** The largest wanted value, and the largest difference from it. */
function compared(wanted: Float64Array, found: (row: number, k: number) => number): readonly [number, number] {
  let [largest, worst] = [0, 0];
  for (const [at, value] of wanted.entries()) {
    largest = Math.max(largest, Math.abs(value));
    const difference = Math.abs(value - found(Math.floor(at / classes), at % classes));
    worst = difference > worst || Number.isNaN(difference) ? difference : worst;
  }
  return [largest, worst];
}

function latticeGraph({ taps }: PhotoFeatures, lattice: { xs: readonly number[]; ys: readonly number[] }): Graph {
  const inputs = [
    ...taps.map(({ channels, rows, columns }, at) => tensorValue(`tap/${at}`, 'float32', [1, channels, rows, columns])),
    ...taps.map(({ channels }, at) => tensorValue(tapWeight(at), 'float32', [classes, channels, 1, 1])),
    tensorValue(headBias, 'float32', [classes]),
  ];
  const empty = graphOf('lattice', new Emit(null), inputs, []);
  const emit = new TypedEmit(empty, shapesOf(empty));
  const maps = taps.map((_, at) => `tap/${at}`);
  const scores = emitScoresAt(emit, taps, maps, lattice);
  const { nodes, initializers } = emit;
  return verify(
    { ...empty, nodes, initializers, outputs: [tensorValue(scores, 'float32', emit.dims(scores))] },
    'lattice',
  );
}

test.runIf(shared === null)(sharedAbsent, () => undefined);

test.skipIf(shared === null)('taps can be named', async () => {
  const model = await sharedModel(shared ?? '', 'mobilenetv2_1.0_224_imagenet');
  const { taps } = await hypercolumnNetwork(model, size, { taps: ['add_36', 'add_153'] });
  expect(taps.map(({ value, stepPx, channels }) => [value, stepPx, channels])).toEqual([
    ['add_36', 4, 24],
    ['add_153', 16, 96],
    ['colors', 2, 9],
  ]);
});

test.skipIf(shared === null)('a network without maps over the picture is refused', async () => {
  const model = await sharedModel(shared ?? '', 'mobilenetv2_1.0_224_imagenet');
  await expect(hypercolumnNetwork(model, size, { taps: ['features'] })).rejects.toThrow('rows and columns');
});
