import { seeded, tensorValue, type Graph } from '../../electron/compiler/index.ts';
import { tensor64, type Tensor64 } from '../../electron/reference/index.ts';

/** The seed of a random test: SEED where it is set. */
export const seedOf = (otherwise: number): number => Number(process.env['SEED'] ?? otherwise);

/** Random pixels that are exact in 32 bits, [1, 3, height, width]. */
export function picture(seed: number, height: number, width: number): Tensor64 {
  const rng = seeded(seed);
  return tensor64(
    [1, 3, height, width],
    Float32Array.from({ length: 3 * height * width }, () => 2 * rng() - 1),
  );
}

/** The patches of a picture that begin at the given pixels, [N, 3, patch, patch]. */
export function patchesAt(
  { dims, values }: Tensor64,
  patch: number,
  origins: readonly (readonly [number, number])[],
): Tensor64 {
  const [, channels = 0, height = 0, width = 0] = dims;
  const cut = new Float64Array(origins.length * channels * patch * patch);
  let at = 0;
  for (const [row, column] of origins)
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < patch; y++) {
        const from = (c * height + row + y) * width + column;
        cut.set(values.subarray(from, from + patch), at);
        at += patch;
      }
  return tensor64([origins.length, channels, patch, patch], cut);
}

/** Every position of a picture at which a patch begins, `step` pixels apart. */
export function originsOf(height: number, width: number, patch: number, step = 1): (readonly [number, number])[] {
  const origins: (readonly [number, number])[] = [];
  for (let row = 0; row + patch <= height; row += step)
    for (let column = 0; column + patch <= width; column += step) origins.push([row, column]);
  return origins;
}

/** The values of a map [1, M, rows, columns] at some positions, [N, M]. */
export function mapAt({ dims, values }: Tensor64, positions: readonly (readonly [number, number])[]): Tensor64 {
  const [, channels = 0, height = 0, width = 0] = dims;
  const found = positions.flatMap(([row, column]) =>
    Array.from({ length: channels }, (_, c) => values[(c * height + row) * width + column] ?? NaN),
  );
  return tensor64([positions.length, channels], found);
}

/** The network for `batch` patches. */
export function withBatch(graph: Graph, batch: number): Graph {
  const inputs = graph.inputs.map((input) => {
    const shape = input.type?.kind === 'tensor' ? (input.type.shape ?? []) : [];
    return tensorValue(input.name, 'float32', [batch, ...shape.slice(1)]);
  });
  return { ...graph, inputs };
}

/** The first output of a run. */
export function only(outputs: ReadonlyMap<string, Tensor64>): Tensor64 {
  const [first] = outputs.values();
  if (!first) throw new Error('The graph has no output.');
  return first;
}
