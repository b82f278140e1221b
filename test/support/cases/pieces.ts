import type { Tensor64 } from '../../../electron/reference/index.ts';
import { known, oneNode, type CaseMaker, type OpCase } from './define.ts';
import type { Draw } from './draw.ts';
import { fromEitherEnd, ints, shuffled, someDims } from './movement.ts';

const toTheEnd = 2 ** 62;

/** Starts and ends on both sides of the axis and beyond it, so that clamping and empty results occur. */
function sliced(draw: Draw, drawStep: () => number): OpCase {
  const dims = someDims(draw, 1, 4).map((length) => length + draw.int(0, 4));
  const axes = shuffled(draw, dims.length).slice(0, draw.int(1, dims.length));
  const steps = axes.map(drawStep);
  const starts = axes.map((axis, i) => (draw.rng() < 0.3 ? (steps[i]! < 0 ? toTheEnd : 0) : place(draw, dims[axis]!)));
  const ends = axes.map((axis, i) => (draw.rng() < 0.5 ? Math.sign(steps[i]!) * toTheEnd : place(draw, dims[axis]!)));
  const named = axes.map((axis) => fromEitherEnd(draw, axis, dims.length));
  return oneNode('Slice', {
    data: draw.floats(dims),
    starts: known(ints(starts)),
    ends: known(ints(ends)),
    axes: known(ints(named)),
    ...(steps.some((step) => step !== 1) && { steps: known(ints(steps)) }),
  });
}

const place = (draw: Draw, length: number): number => draw.int(-length - 2, length + 2);

function split(draw: Draw, { given }: { readonly given: boolean }): OpCase {
  const dims = someDims(draw);
  const axis = draw.int(0, dims.length - 1);
  const count = draw.int(1, 4);
  const lengths = Array.from({ length: count }, () => draw.int(1, 3));
  dims[axis] = given ? lengths.reduce((a, b) => a + b, 0) : count * draw.int(2, 3) - draw.int(0, 1);
  const attributes = { axis: fromEitherEnd(draw, axis, dims.length), ...(!given && { num_outputs: count }) };
  const sizes = given ? { split: known(ints(lengths)) } : {};
  return oneNode('Split', { input: draw.floats(dims), ...sizes }, { attributes, outputs: count });
}

export const cases: readonly CaseMaker[] = [
  {
    op: 'Concat',
    what: 'one to four tensors, along any axis',
    linear: true,
    draw: (draw) => {
      const dims = someDims(draw);
      const axis = draw.int(0, dims.length - 1);
      const inputs: Record<string, Tensor64> = {};
      for (let i = 0; i < draw.int(1, 4); i++) {
        inputs[`inputs${i}`] = draw.floats(dims.map((length, at) => (at === axis ? draw.int(1, 3) : length)));
      }
      return oneNode('Concat', inputs, { attributes: { axis: fromEitherEnd(draw, axis, dims.length) } });
    },
  },
  { op: 'Split', what: 'into pieces of given lengths', linear: true, draw: (draw) => split(draw, { given: true }) },
  {
    op: 'Split',
    what: 'into equal pieces, the last shorter',
    linear: true,
    draw: (draw) => split(draw, { given: false }),
  },
  {
    op: 'Split',
    what: 'with a piece that nobody wants',
    linear: true,
    draw: (draw) => {
      const opCase = split(draw, { given: true });
      const outputs = opCase.graph.outputs;
      const left = outputs.length === 1 ? outputs : outputs.toSpliced(draw.int(0, outputs.length - 1), 1);
      return { ...opCase, graph: { ...opCase.graph, outputs: left } };
    },
  },
  { op: 'Slice', what: 'in steps of 1', linear: true, draw: (draw) => sliced(draw, () => 1) },
  {
    op: 'Slice',
    what: 'in any steps',
    linear: true,
    draw: (draw) => sliced(draw, () => draw.pick([1, 2, 3, -1, -2, -3])),
  },
];
