import { describe, expect, test } from 'vitest';
import {
  elements,
  Emit,
  graphOf,
  project,
  shapesOf,
  tensorValue,
  type Graph,
  type Projection,
} from '../../../../electron/compiler/index.ts';
import { evaluate, tensor64, type Tensor64 } from '../../../../electron/reference/index.ts';
import { alexNet } from '../../../support/architectures/alexNet.ts';
import { relativeDifference } from '../../../support/cases/difference.ts';
import { Draw } from '../../../support/cases/draw.ts';
import { seed as randomSeed } from '../../../support/passes.ts';

const projections: readonly Projection[] = ['gradient', 'deconvnet', 'guided'];

/** Activations of the layer `of`, projected back to `x`. */
function projected(graph: Graph, projection: Projection, of: string, x: Tensor64, activations: Tensor64): Tensor64 {
  const to = graph.inputs[0]?.name ?? '';
  const seeded = { ...graph, inputs: [...graph.inputs, tensorValue('kept', 'float32', activations.dims)] };
  const { graph: backward, gradients } = project(seeded, projection, { of, to, seed: 'kept' });
  const name = gradients.get(to)!;
  const feeds = new Map([
    [to, x],
    ['kept', activations],
  ]);
  return evaluate(backward, feeds, { wanted: [name] }).get(name)!;
}

/** One operator on a row of numbers, and what each projection makes of `activations`. */
function byHand(op: string, x: readonly number[], activations: readonly number[], more: Partial<OneOp> = {}) {
  const { dims = [1, 1, x.length], bounds = [], attributes = {} } = more;
  const emit = new Emit(null);
  const input = emit.fresh('x');
  const constants = bounds.map((bound) => emit.floats([bound], 'bound', []));
  const y = emit.op(op, [input, ...constants], attributes, { name: 'y' });
  const graph = graphOf(op, emit, [tensorValue(input, 'float32', dims)], [{ name: y, type: null }]);
  const kept = tensor64(shapesOf(graph).dims(y), activations);
  const rows = projections.map(
    // + 0, because what is cut off of a negative number is −0.
    (projection) =>
      [projection, Array.from(projected(graph, projection, y, tensor64(dims, x), kept).values, (v) => v + 0)] as const,
  );
  return Object.fromEntries(rows);
}

interface OneOp {
  readonly dims: readonly number[];
  readonly bounds: readonly number[];
  readonly attributes: Readonly<Record<string, readonly number[]>>;
}

describe('by hand', () => {
  test('Relu: the gradient cuts where it was cut forward, the deconvnet what is negative, guided both', () => {
    expect(byHand('Relu', [1, -1, 2, -2], [3, 5, -7, -9])).toEqual({
      gradient: [3, 0, -7, 0],
      deconvnet: [3, 5, 0, 0],
      guided: [3, 0, 0, 0],
    });
  });

  test('Clip from 0 to 6 is a Relu that cuts above too', () => {
    expect(byHand('Clip', [-1, 3, 4, 8, -2], [5, 6, -7, 8, -9], { bounds: [0, 6] })).toEqual({
      gradient: [0, 6, -7, 0, 0],
      deconvnet: [5, 6, 0, 8, 0],
      guided: [0, 6, 0, 0, 0],
    });
  });

  test('MaxPool: windows side by side give each number back to its switch', () => {
    const attributes = { kernel_shape: [2, 2], strides: [2, 2] };
    // 1 4 | 0 2      the switches are 4, 3 (a tie: the first) and their places
    // 2 3 | 3 3
    const wanted = [0, 10, 0, 0, 0, 0, -20, 0];
    expect(byHand('MaxPool', [1, 4, 0, 2, 2, 3, 3, 3], [10, -20], { dims: [1, 1, 2, 4], attributes })).toEqual({
      gradient: wanted,
      deconvnet: wanted,
      guided: wanted,
    });
  });

  test('MaxPool: where windows overlap at a switch, what goes there is added, and nothing is overwritten', () => {
    const attributes = { kernel_shape: [3], strides: [1] };
    // 1 5 2 and 5 2 0 have the same maximum
    for (const [kept, wanted] of [
      [
        [10, 20],
        [0, 30, 0, 0],
      ],
      [
        [10, 0],
        [0, 10, 0, 0],
      ],
    ] as const)
      expect(byHand('MaxPool', [1, 5, 2, 0], kept, { attributes })).toEqual({
        gradient: wanted,
        deconvnet: wanted,
        guided: wanted,
      });
  });
});

/** x [2, 2, 8, 8] → conv, relu, pool, conv, relu6, with weights from `from` to 1 */
function smallNet(draw: Draw, from: number): { graph: Graph; of: string } {
  const emit = new Emit(null);
  const x = emit.fresh('x');
  const weights = (dims: readonly number[]): string => emit.floats(draw.floats(dims, [from, 1]).values, 'w', dims);
  const conv = emit.op('Conv', [x, weights([3, 2, 3, 3]), weights([3])], { pads: [1, 1, 1, 1] });
  const pooled = emit.op('MaxPool', [emit.op('Relu', [conv])], {
    kernel_shape: [3, 3],
    strides: [2, 2],
    pads: [0, 0, 1, 1],
  });
  const conv2 = emit.op('Conv', [pooled, weights([2, 3, 2, 2]), weights([2])], {});
  const bounds = [emit.floats([0], 'bound', []), emit.floats([1e6], 'bound', [])];
  const of = emit.op('Clip', [conv2, ...bounds]);
  return { graph: graphOf('small', emit, [tensorValue(x, 'float32', [2, 2, 8, 8])], [{ name: of, type: null }]), of };
}

test.each([0, 1, 2, 3])('where all is positive the three are equal (draw %i)', (i) => {
  const draw = new Draw(randomSeed + i);
  const { graph, of } = smallNet(draw, 0.1);
  const [x, kept] = [draw.floats([2, 2, 8, 8], [0.1, 1]), draw.floats([2, 2, 3, 3], [0.1, 1])];
  const [gradient, deconvnet, guided] = projections.map((projection) => projected(graph, projection, of, x, kept));
  const message = `seed ${randomSeed + i}`;
  expect(relativeDifference(deconvnet!, gradient!), message).toBeLessThan(1e-5);
  expect(relativeDifference(guided!, gradient!), message).toBeLessThan(1e-5);
  expect(Math.max(...gradient!.values), message).toBeGreaterThan(0.1);
});

test('where something is negative, no two are equal', () => {
  const draw = new Draw(randomSeed);
  const { graph, of } = smallNet(draw, -1);
  const [x, kept] = [draw.floats([2, 2, 8, 8]), draw.floats([2, 2, 3, 3])];
  const [gradient, deconvnet, guided] = projections.map((projection) => projected(graph, projection, of, x, kept));
  for (const [a, b] of [
    [gradient, deconvnet],
    [gradient, guided],
    [deconvnet, guided],
  ] as const)
    expect(relativeDifference(a!, b!), `seed ${randomSeed}`).toBeGreaterThan(0.01);
});

describe('AlexNet, with local response normalization and overlapping pools', () => {
  const draw = new Draw(randomSeed);
  const side = 67;
  const graph = alexNet({ batch: 1, width: side, height: side, classes: 3, seed: randomSeed, widthFactor: 1 / 24 });
  const layer = 'relu_3';
  const x = draw.floats([1, 3, side, side]);
  const kept = draw.floats(shapesOf(graph).dims(layer), [-1, 1]);
  const times = (tensor: Tensor64, factor: number): Tensor64 =>
    tensor64(
      tensor.dims,
      tensor.values.map((value) => factor * value),
    );

  test.each(projections)(
    '%s: reaches the picture, and three times the activations are three times the picture',
    (p) => {
      const found = projected(graph, p, layer, x, kept);
      expect(found.dims).toEqual([1, 3, side, side]);
      expect(elements(found.dims)).toBe(found.values.length);
      expect(Math.max(...found.values.map(Math.abs))).toBeGreaterThan(1e-6);
      const three = projected(graph, p, layer, x, times(kept, 3));
      expect(relativeDifference(three, times(found, 3)), `seed ${randomSeed}`).toBeLessThan(1e-9);
    },
  );

  test('turned over, only the gradient turns over: the others cut', () => {
    const isOdd = (p: Projection): boolean => {
      const [one, other] = [kept, times(kept, -1)].map((activations) => projected(graph, p, layer, x, activations));
      return relativeDifference(times(other!, -1), one!) < 1e-9;
    };
    expect(projections.map(isOdd)).toEqual([true, false, false]);
  });
});
