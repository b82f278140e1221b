import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { decode, encode, fedInputs, probeNetwork, seeded, shapeOf, type Graph } from '../../electron/compiler/index.ts';
import { colorClassifier, randomCnn } from '../support/networks.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

const shared = sharedDir();
const folder = join(shared ?? '', 'models');
const published = shared === null ? [] : readdirSync(folder).filter((name) => name.endsWith('.onnx'));

/** A side that each published network with open sizes accepts, and that is quick to compute. */
const openSide = 96;

describe.skipIf(shared === null)('a published file that was decoded and encoded', () => {
  test.each(published)('%s gives the same outputs, bit for bit', async (name) => {
    const file = readFileSync(join(folder, name));
    await sameOutputs(file, encode(decode(file)));
  });
});

test.skipIf(shared !== null)(`a published file that was decoded and encoded: ${sharedAbsent}`, () => undefined);

describe('a generated file that was decoded and encoded', () => {
  test.each([
    ['probe', () => encode(probeNetwork())],
    ['colors', () => colorClassifier({ layout: 'NHWC', kind: 'probabilities' })],
    ['random', () => randomCnn(1)],
  ])('%s gives the same outputs, bit for bit', async (_name, made) => {
    await sameOutputs(made(), encode(decode(made())));
  });
});

async function sameOutputs(before: Uint8Array, after: Uint8Array): Promise<void> {
  const feeds = randomFeeds(decode(before));
  const expected = await outputsOf(before, feeds);
  expect(await outputsOf(after, feeds)).toEqual(expected);
  expect(Object.keys(expected)).not.toHaveLength(0);
}

async function outputsOf(file: Uint8Array, feeds: Record<string, ort.Tensor>): Promise<Record<string, Buffer>> {
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1 });
  const outputs = await session.run(feeds);
  const bytes = Object.entries(outputs).map(([name, { data }]) => {
    if (!ArrayBuffer.isView(data)) throw new Error(`output ${name} holds no numbers`);
    return [name, Buffer.from(data.buffer, data.byteOffset, data.byteLength)] as const;
  });
  const copies = Object.fromEntries(bytes.map(([name, view]) => [name, Buffer.from(view)]));
  await session.release();
  return copies;
}

function randomFeeds(graph: Graph): Record<string, ort.Tensor> {
  const rng = seeded(7);
  return Object.fromEntries(
    fedInputs(graph).map((input) => {
      const dims = (shapeOf(input) ?? []).map((dim, axis) =>
        typeof dim === 'number' ? dim : axis === 0 ? 1 : openSide,
      );
      const values = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => rng() * 2 - 1);
      return [input.name, new ort.Tensor('float32', values, dims)];
    }),
  );
}
