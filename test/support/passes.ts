import { expect } from 'vitest';
import {
  dtypeOf,
  fedInputs,
  isFloat,
  shapeOf,
  tensorFrom,
  type Graph,
  type Tensor,
} from '../../electron/compiler/index.ts';
import { tensor64Of, type Tensor64 } from '../../electron/reference/index.ts';
import { ArchitectureLayers } from './architectures/layers.ts';
import { Draw } from './cases/draw.ts';

// What tests of passes share: small networks, numbers for their inputs, and comparison of whole records.

export type Feeds = ReadonlyMap<string, Tensor64>;

/** Random tests print it; SEED=7 tries another. */
export const seed = Number(process.env['SEED'] ?? 1);

export interface SmallCnnOptions {
  readonly batch?: number;
  readonly side?: number;
  readonly classes?: number;
}

/**
 * image [N, 3, side, side] → conv, bn, relu → conv_2, bn_2, add (with relu), relu_2 → globalaveragepool, flatten, gemm
 * → logits [N, classes], with four channels throughout.
 */
export function smallCnn({ batch = 2, side = 8, classes = 3 }: SmallCnnOptions = {}): Graph {
  const layers = new ArchitectureLayers({ batch, width: side, height: side, classes, seed, widthFactor: 1 });
  const stem = layers.relu(layers.convNorm(layers.image, 4, { kernel: 3, stride: 2 }));
  const sum = layers.relu(layers.add(layers.convNorm(stem, 4, { kernel: 3 }), stem));
  return layers.logits(layers.globalAverage(sum));
}

/** Drawn numbers for every float input that is not given. */
export function drawnFeeds(graph: Graph, given: Feeds = new Map(), draw = new Draw(seed)): Feeds {
  const feeds = new Map(given);
  for (const input of fedInputs(graph)) {
    const [dtype, shape] = [dtypeOf(input), shapeOf(input)];
    if (feeds.has(input.name) || !dtype || !isFloat(dtype) || !shape) continue;
    feeds.set(input.name, { ...draw.floats(shape.map(Number)), dtype });
  }
  return feeds;
}

/** The numbers of tensors of a file, as feeds. */
export const asFeeds = (tensors: ReadonlyMap<string, Tensor>): Feeds =>
  new Map([...tensors].map(([name, tensor]) => [name, tensor64Of(tensor)] as const));

/** Numbers that came out of a run, as tensors of a file. */
export const asTensors = (values: Feeds): ReadonlyMap<string, Tensor> =>
  new Map(
    [...values].map(
      ([name, { dtype, dims, values: numbers }]) => [name, tensorFrom(name, dtype, dims, [...numbers])] as const,
    ),
  );

/** Every value of `wanted` is there with the same numbers, bit for bit. */
export function expectSame(found: Feeds, wanted: Feeds): void {
  expect(wanted.size, 'values that are compared').toBeGreaterThan(0);
  for (const [name, tensor] of wanted) expect({ name, seed, ...found.get(name) }).toEqual({ name, seed, ...tensor });
}

/** Initializers by name. */
export const storedNames = (graph: Graph): readonly string[] => graph.initializers.map(({ name }) => name);

export const inputNames = (graph: Graph): readonly string[] => graph.inputs.map(({ name }) => name);
export const outputNames = (graph: Graph): readonly string[] => graph.outputs.map(({ name }) => name);
