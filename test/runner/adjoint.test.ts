import { expect, test } from 'vitest';
import {
  differentiate,
  Emit,
  graphOf,
  shapesOf,
  tensorValue,
  type AttributeInput,
  type ChooseFormulation,
  type Graph,
} from '../../electron/compiler/index.ts';
import { tensor64, type Tensor64 } from '../../electron/reference/index.ts';
import { Draw } from '../support/cases/draw.ts';
import { cases } from '../support/cases/table.ts';
import { runInRuntime } from '../support/cases/runtime.ts';

// In ONNX Runtime itself, in 32 bits: what is linear is judged without a step size, and what ties without a kink.

const seeds = process.env['SEED']
  ? [Number(process.env['SEED'])]
  : Array.from({ length: Number(process.env['DRAWS'] ?? 5) }, (_, i) => i + 1);

const dot = (a: Tensor64, b: Tensor64): number => a.values.reduce((sum, x, i) => sum + x * (b.values[i] ?? 0), 0);

const size = (a: Tensor64, b: Tensor64): number =>
  a.values.reduce((sum, x, i) => sum + Math.abs(x * (b.values[i] ?? 0)), 0);

const linear = cases.filter(
  ({ op, what }) => /^(Conv|ConvTranspose|AveragePool)$/.test(op) && !what.includes('without'),
);

test.each(linear)('$op, $what: ⟨$op(v), dY⟩ equals ⟨v, dX⟩ for random v and dY', async (maker) => {
  for (const seed of seeds) {
    const draw = new Draw(seed);
    const { graph, feeds } = maker.draw(draw);
    const dims = shapesOf(graph).dims('Y');
    const dY = draw.floats(dims);
    const seeded: Graph = { ...graph, inputs: [...graph.inputs, tensorValue('dY', 'float32', dims)] };
    const { graph: backward } = differentiate(seeded, { of: 'Y', wrt: ['X'], seed: 'dY' });
    // Without B: then the operator is linear in X, not only affine.
    const given = new Map(
      [...feeds].map(([name, t]) => [
        name,
        name === 'B'
          ? tensor64(
              t.dims,
              t.values.map(() => 0),
            )
          : t,
      ]),
    );
    const found = await runInRuntime(backward, new Map([...given, ['dY', dY]]));
    const [y, dX, v] = [found.get('Y')!, found.get('X/gradient')!, given.get('X')!];
    const difference = Math.abs(dot(y, dY) - dot(v, dX)) / (size(y, dY) + 1e-6);
    expect(difference, `seed ${seed}`).toBeLessThan(1e-5);
  }
});

/** The gradient of a max pool by one formulation. */
async function poolGradient(
  x: Tensor64,
  dYOf: (dims: readonly number[]) => Tensor64,
  attributes: Readonly<Record<string, AttributeInput>>,
  choose: ChooseFormulation,
): Promise<number[]> {
  const emit = new Emit(null);
  emit.op('MaxPool', ['X'], attributes, { outputs: ['Y'] });
  const forward = graphOf('pool', emit, [tensorValue('X', 'float32', x.dims)], [{ name: 'Y', type: null }]);
  const dY = dYOf(shapesOf(forward).dims('Y'));
  const graph = { ...forward, inputs: [...forward.inputs, tensorValue('dY', 'float32', dY.dims)] };
  const { graph: backward } = differentiate(graph, { of: 'Y', wrt: ['X'], seed: 'dY', choose });
  const found = await runInRuntime(
    backward,
    new Map([
      ['X', x],
      ['dY', dY],
    ] as const),
  );
  return Array.from(found.get('X/gradient')!.values);
}

const poolings: readonly Readonly<Record<string, AttributeInput>>[] = [
  { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
  { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 },
  { kernel_shape: [2, 2], strides: [2, 2] },
  { kernel_shape: [3, 2], strides: [1, 1], pads: [2, 0, 0, 1] },
  { kernel_shape: [2, 3], strides: [1, 2], dilations: [2, 1] },
];

test.each(poolings)('MaxPool %o: of equal maxima the first wins, by indices as by taps', async (attributes) => {
  for (const seed of seeds) {
    const draw = new Draw(seed);
    // Whole numbers from −2 to 2: nearly every window has ties.
    const x = tensor64([2, 2, 8, 7], draw.ints([2, 2, 8, 7], -2, 2).values);
    // Whole numbers too, so that sums are exact in any order.
    const dYOf = (dims: readonly number[]): Tensor64 => tensor64(dims, new Draw(seed).ints(dims, -9, 9).values);
    const indices = await poolGradient(x, dYOf, attributes, () => 'scatter');
    for (const name of ['taps', 'unpool'])
      expect(await poolGradient(x, dYOf, attributes, () => name), `seed ${seed}, ${name}`).toEqual(indices);
  }
});

test('MaxPool: where all numbers are the same, the first of the window gets everything', async () => {
  const x = tensor64([1, 1, 4, 4], new Float64Array(16).fill(3));
  const attributes = { kernel_shape: [2, 2], strides: [2, 2] };
  for (const name of ['unpool', 'scatter', 'taps']) {
    const dX = await poolGradient(
      x,
      () => tensor64([1, 1, 2, 2], [1, 2, 3, 4]),
      attributes,
      () => name,
    );
    expect(dX, name).toEqual([1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0]);
  }
});
