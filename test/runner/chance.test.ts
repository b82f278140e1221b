import { describe, expect, test } from 'vitest';
import { differentiate, shapesOf } from '../../electron/compiler/index.ts';
import { tensor64 } from '../../electron/reference/index.ts';
import { known, oneNode } from '../support/cases/define.ts';
import { Draw } from '../support/cases/draw.ts';
import { relativeDifference, runInRuntime } from '../support/cases/runtime.ts';
import { cases } from '../support/cases/table.ts';

// What the runtime draws is new in every run, so it is judged by what holds for every draw.

describe.each(cases.filter(({ isDrawn }) => isDrawn === true))('$op, $what', (maker) => {
  test.each([1, 2, 3])('ONNX Runtime draws the shape that the rule says (seed %i)', async (seed) => {
    const { graph, feeds } = maker.draw(new Draw(seed));
    const shapes = shapesOf(graph);
    for (const [name, { dims, dtype }] of await runInRuntime(graph, feeds)) {
      expect({ dims, dtype }).toEqual(shapes.type(name));
    }
  });
});

describe.each([true, false])('Dropout, training stored in the graph: %s', (isStored) => {
  test.each([0.2, 0.5, 0.75])('of all ones is its own gradient (ratio %d)', async (ratio) => {
    const dims = [20, 30];
    const ones = tensor64(dims, new Float64Array(600).fill(1));
    const yes = tensor64([], [1], 'bool');
    const inputs = { ratio: known(tensor64([], [ratio])), training_mode: isStored ? known(yes) : yes };
    const { graph, feeds } = oneNode('Dropout', { data: ones, ...inputs });
    const seed = { name: 'dY', type: { kind: 'tensor', dtype: 'float32', shape: dims } } as const;
    const open = { ...graph, inputs: [...graph.inputs, seed] };
    const { graph: backward, gradients } = differentiate(open, { of: 'Y', wrt: ['data'], seed: 'dY' });
    const outputs = await runInRuntime(backward, new Map([...feeds, ['dY', ones]]));
    const [y, gradient] = [outputs.get('Y')!, outputs.get(gradients.get('data')!)!];
    expect(relativeDifference(gradient, y)).toBeLessThan(1e-6);
    expect(new Set(y.values).size).toBe(2);
  });
});
