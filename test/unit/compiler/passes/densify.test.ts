import { describe, expect, test } from 'vitest';
import { Emit, graphOf, GraphError, tensorValue, type Graph } from '../../../../electron/compiler/index.ts';
import { denseStages, phaseOf } from '../../../../electron/compiler/passes/denseStages.ts';
import { densify, type DensifyOptions } from '../../../../electron/compiler/passes/densify.ts';
import { shiftAndStitch } from '../../../../electron/compiler/passes/shiftAndStitch.ts';
import { evaluate, tensor64, type Tensor64 } from '../../../../electron/reference/index.ts';
import { relativeDifference } from '../../../support/cases/runtime.ts';
import { mapAt, only, originsOf, patchesAt, picture, seedOf, withBatch } from '../../../support/dense.ts';
import { paddedResidual, patchNetworks, unpaddedResidual } from '../../../support/patchNetworks.ts';

// The laws of densify in 64 bits, where nothing but the order of sums may differ.

const seed = seedOf(5);
const tolerance = 1e-12;
const [height, width] = [53, 56];
const image = picture(seed, height, width);

const mapOf = (graph: Graph, options: Partial<DensifyOptions> = {}): Tensor64 => {
  const dense = densify(graph, { height, width, ...options });
  return only(evaluate(dense.graph, new Map([['image', image]])));
};

describe.each(patchNetworks)('$name', ({ graph: make, patch }) => {
  const graph = make(seed);
  // A few patches are enough here: ONNX Runtime judges all of them.
  const origins = originsOf(height, width, patch).filter((_, i) => i % 17 === 0);

  test.each(['folded', 'dilated'] as const)('the %s form equals the patch network at every pixel', (form) => {
    const naive = only(
      evaluate(withBatch(graph, origins.length), new Map([['image', patchesAt(image, patch, origins)]])),
    );
    const difference = relativeDifference(mapAt(mapOf(graph, { form }), origins), naive);
    expect(difference, `seed ${seed}`).toBeLessThan(tolerance);
  });

  test.each([2, 3, 4])('with stride %i it has every so many positions of stride 1', (stride) => {
    const [all, some] = [mapOf(graph), mapOf(graph, { stride })];
    const [, , rows = 0, columns = 0] = all.dims;
    expect(some.dims.slice(2)).toEqual([Math.ceil(rows / stride), Math.ceil(columns / stride)]);
    const few = originsOf(some.dims[2]!, some.dims[3]!, 1);
    const same = few.map(([row, column]) => [row * stride, column * stride] as const);
    expect(relativeDifference(mapAt(some, few), mapAt(all, same)), `seed ${seed}`).toBeLessThan(tolerance);
  });

  test('shift and stitch equals it', () => {
    const { graph: stitched } = shiftAndStitch(graph, { height, width, strides: 4 });
    const found = only(evaluate(stitched, new Map([['image', image]])));
    expect(relativeDifference(found, mapOf(graph)), `seed ${seed}`).toBeLessThan(tolerance);
  });
});

describe('a network with padding', () => {
  const graph = paddedResidual(seed);
  const dropped = densify(graph, { height, width });
  const field = dropped.receptiveField.rows;

  test('without its padding equals the network that sees pixels in the place of padding', () => {
    const origins = originsOf(height, width, field);
    const twin = withBatch(unpaddedResidual(seed, field), origins.length);
    const naive = only(evaluate(twin, new Map([['image', patchesAt(image, field, origins)]])));
    const map = only(evaluate(dropped.graph, new Map([['image', image]])));
    expect(map.dims.slice(2)).toEqual([height - field + 1, width - field + 1]);
    expect(dropped.offset).toEqual({ row: 0, column: 0 });
    expect(relativeDifference(mapAt(map, origins), naive), `seed ${seed}`).toBeLessThan(tolerance);
  });

  test.each([
    ['keep', 'folded'],
    ['keep', 'dilated'],
    ['cover', 'folded'],
    ['cover', 'dilated'],
  ] as const)(
    'has padding around the picture with %s, and inside the border what it has without (%s)',
    (padding, form) => {
      const kept = densify(graph, { height, width, padding, form });
      const map = only(evaluate(kept.graph, new Map([['image', image]])));
      const inner = only(evaluate(dropped.graph, new Map([['image', image]])));
      const { top, left, bottom, right } = kept.border;
      expect([top, left].every((count) => count > 0)).toBe(true);
      expect(map.dims.slice(2)).toEqual([inner.dims[2]! + top + bottom, inner.dims[3]! + left + right]);
      const inside = originsOf(inner.dims[2]!, inner.dims[3]!, 1);
      const shifted = inside.map(([row, column]) => [row + top, column + left] as const);
      expect(relativeDifference(mapAt(map, shifted), mapAt(inner, inside)), `seed ${seed}`).toBeLessThan(tolerance);
      if (padding === 'cover') expect(map.dims.slice(2)).toEqual([height, width]);
    },
  );

  test('in stages gives every position of the dense network once', () => {
    const size = { height: 64, width: 48 };
    const shown = picture(seed, size.height, size.width);
    const { graph: covering } = densify(graph, { ...size, padding: 'cover' });
    const { stages } = denseStages(graph, { ...size, batchOf: () => 3 });
    expect(stages.length).toBeGreaterThan(2);
    let maps = shown;
    for (const { graph: stage, batch } of stages) {
      const parts = Array.from({ length: maps.dims[0]! / batch }, (_, part) =>
        only(evaluate(stage, new Map([[stage.inputs[0]!.name, batchAt(maps, part * batch, batch)]]))),
      );
      maps = joined(parts);
    }
    const whole = only(evaluate(covering, new Map([['image', shown]])));
    const [count = 0, classes = 0, rows = 0, columns = 0] = maps.dims;
    expect(count * rows * columns).toBe(size.height * size.width);
    for (let map = 0; map < count; map++) {
      const { row, column, step } = phaseOf(stages, map);
      const places = originsOf(rows, columns, 1).map(([y, x]) => [row + step * y, column + step * x] as const);
      const own = mapAt(batchAt(maps, map, 1), originsOf(rows, columns, 1));
      expect(own.dims).toEqual([places.length, classes]);
      expect(relativeDifference(own, mapAt(whole, places)), `seed ${seed}`).toBeLessThan(tolerance);
    }
  });

  test('on a picture as small as the patch is the patch network itself', () => {
    const small = picture(seed, 24, 24);
    const kept = densify(graph, { height: 24, width: 24, padding: 'keep' });
    const map = only(evaluate(kept.graph, new Map([['image', small]])));
    const naive = only(evaluate(withBatch(graph, 1), new Map([['image', small]])));
    expect(relativeDifference(mapAt(map, [[0, 0]]), naive), `seed ${seed}`).toBeLessThan(tolerance);
  });
});

test.each<[string, (emit: Emit, x: string) => string, string]>([
  ['Transpose', (emit, x) => emit.op('Transpose', [x], { perm: [0, 1, 3, 2] }), 'it exchanges axes'],
  [
    'Mul',
    (emit, x) => emit.op('Mul', [x, emit.op('GlobalAveragePool', [x])]),
    'it combines places of a patch with what the patch shows as a whole',
  ],
  ['Softmax', (emit, x) => emit.op('Softmax', [x], { axis: 3 }), 'it compares places instead of channels'],
  [
    'Add',
    (emit, x) => emit.op('Add', [x, emit.floats(new Float32Array(8), 'place', [8])]),
    'its constant differs from place to place',
  ],
])('%s is refused where it mixes places, with the reason', (op, make, reason) => {
  const emit = new Emit(null);
  const x = emit.fresh('image');
  const y = make(emit, x);
  const graph = graphOf('mixing', emit, [tensorValue(x, 'float32', [1, 3, 8, 8])], [{ name: y, type: null }]);
  try {
    densify(graph, { height: 20, width: 20 });
    expect.unreachable();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(GraphError);
    expect(thrown).toMatchObject({ code: 'graph/not-dense' });
    expect((thrown as GraphError).message).toContain(`${op} at "${y}"`);
    expect((thrown as GraphError).message).toContain(reason);
  }
});

test('a picture smaller than the receptive field is refused', () => {
  const [{ graph }] = patchNetworks as [(typeof patchNetworks)[number]];
  expect(() => densify(graph(1), { height: 20, width: 60 })).toThrow(GraphError);
});

/** Some of the maps of a batch. */
function batchAt({ dims: [, ...dims], values }: Tensor64, from: number, count: number): Tensor64 {
  const length = dims.reduce((product, dim) => product * dim, 1);
  return tensor64([count, ...dims], values.subarray(from * length, (from + count) * length));
}

function joined(parts: readonly Tensor64[]): Tensor64 {
  const [, ...dims] = parts[0]!.dims;
  const maps = parts.reduce((sum, part) => sum + part.dims[0]!, 0);
  return tensor64(
    [maps, ...dims],
    parts.flatMap(({ values }) => [...values]),
  );
}
