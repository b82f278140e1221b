import { describe, expect, test } from 'vitest';
import { Emit, encode, seeded, tensorValue, type Graph } from '../../electron/compiler/index.ts';
import { createSession, Tensor } from '../../electron/runner/runtime/index.ts';
import { alignOneByOne, alignRegions, nativeFailure, type AlignProblem } from '../../native/index.ts';

const seed = Number(process.env['SEED'] ?? 9);

function problemOf(changes: Partial<AlignProblem> = {}): AlignProblem {
  const rng = seeded(seed);
  const [channels, height, width] = [changes.channels ?? 3, changes.height ?? 23, changes.width ?? 31];
  const boxes = Array.from({ length: 12 }, () => {
    const [x, y] = [(rng() - 0.2) * width * 1.2, (rng() - 0.2) * height * 1.2];
    return [x, y, x + 0.2 + rng() * width, y + 0.2 + rng() * height];
  });
  const map = Float32Array.from({ length: channels * height * width }, () => 2 * rng() - 1);
  return {
    map,
    channels,
    height,
    width,
    boxes: Float32Array.from(boxes.flat()),
    outHeight: 5,
    outWidth: 7,
    ...changes,
  };
}

/** RoiAlign of ONNX Runtime. */
async function byRuntime({
  map,
  channels,
  height,
  width,
  boxes,
  outHeight,
  outWidth,
}: AlignProblem): Promise<Float32Array> {
  const regions = boxes.length / 4;
  const graph: Graph = {
    ...{
      name: 'align',
      irVersion: 10,
      opsets: [{ domain: '', version: 21 }],
      producer: '',
      producerVersion: '',
      domain: '',
    },
    ...{
      modelVersion: 0n,
      modelDoc: '',
      metadata: [],
      nodes: [],
      values: [],
      initializers: [],
      sparseInitializers: [],
    },
    inputs: [
      tensorValue('map', 'float32', [1, channels, height, width]),
      tensorValue('boxes', 'float32', [regions, 4]),
      tensorValue('pictures', 'int64', [regions]),
    ],
    outputs: [tensorValue('aligned', 'float32', [regions, channels, outHeight, outWidth])],
  };
  const emit = new Emit(graph);
  const sides = { output_height: outHeight, output_width: outWidth, sampling_ratio: 0 };
  emit.op('RoiAlign', ['map', 'boxes', 'pictures'], sides, { outputs: ['aligned'] });
  const session = await createSession(encode({ ...graph, nodes: emit.nodes }), 'cpu');
  const outputs = await session.run({
    map: new Tensor('float32', map, [1, channels, height, width]),
    boxes: new Tensor('float32', boxes, [regions, 4]),
    pictures: new Tensor('int64', new BigInt64Array(regions), [regions]),
  });
  await session.release();
  return outputs['aligned']?.data as Float32Array;
}

function expectNear(found: Float32Array, wanted: Float32Array): void {
  expect(found).toHaveLength(wanted.length);
  const worst = wanted.reduce((most, value, at) => Math.max(most, Math.abs(value - (found[at] ?? NaN))), 0);
  expect(worst, `SEED=${seed}`).toBeLessThan(1e-5);
}

describe.skipIf(nativeFailure() !== null)('regions of a map at one size', () => {
  const problems: readonly (readonly [string, AlignProblem])[] = [
    ['small and large ones', problemOf()],
    ['many bins of less than a pixel', problemOf({ outHeight: 40, outWidth: 50 })],
    ['one bin', problemOf({ outHeight: 1, outWidth: 1 })],
    ['a map of one pixel', problemOf({ height: 1, width: 1 })],
    ['a map of one row', problemOf({ height: 1, width: 50, channels: 1 })],
    ['none', problemOf({ boxes: new Float32Array(0) })],
  ];

  test.each(problems)('equal the twin: %s', async (_, problem) => {
    expectNear(await alignRegions(problem, 2), alignOneByOne(problem));
  });

  test.each(problems.slice(0, -1))('equal RoiAlign of ONNX Runtime: %s', async (_, problem) => {
    expectNear(await alignRegions(problem, 2), await byRuntime(problem));
  });

  test('are the same for any number of threads', async () => {
    expect(await alignRegions(problemOf(), 1)).toEqual(await alignRegions(problemOf(), 5));
  });

  test('with the channels last hold the same numbers', async () => {
    const problem = problemOf();
    const [first, last] = [await alignRegions(problem, 1), await alignRegions({ ...problem, channelsLast: true }, 1)];
    for (let at = 0; at < first.length; at++) {
      const [pixel, channel] = [at % 35, Math.floor(at / 35) % 3];
      expect(last[(Math.floor(at / 105) * 35 + pixel) * 3 + channel]).toBe(first[at]);
    }
  });

  test.each([
    [{ map: new Float32Array(4) }, 'map must hold'],
    [{ boxes: new Float32Array(6) }, 'boxes must hold 4 numbers each'],
    [{ boxes: Float32Array.of(0, 0, NaN, 4) }, 'A box ends at NaN'],
    [{ outWidth: 0 }, 'width must be 1 or more'],
  ])('refuse %o', async (changes, sentence) => {
    await expect(alignRegions({ ...problemOf(), ...changes }, 1)).rejects.toThrow(sentence);
  });
});
