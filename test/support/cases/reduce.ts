import { tensor64, type Tensor64 } from '../../../electron/reference/index.ts';
import { known, oneNode, type CaseMaker } from './define.ts';
import type { Draw } from './draw.ts';

type Numbers = (draw: Draw, dims: number[]) => Tensor64;

const floats =
  (from: number, to: number): Numbers =>
  (draw, dims) =>
    draw.floats(dims, [from, to]);

/** Some axes in any order, counted from the front or the back. */
function someAxes(draw: Draw, rank: number): Tensor64 {
  const chosen = Array.from({ length: rank }, (_, axis) => axis).filter(() => draw.rng() < 0.5);
  const axes = chosen.length > 0 ? chosen : [draw.int(0, rank - 1)];
  const counted = axes.map((axis) => (draw.rng() < 0.3 ? axis - rank : axis));
  return tensor64([counted.length], draw.rng() < 0.5 ? counted : counted.toReversed(), 'int64');
}

const shapeOf = (draw: Draw): number[] => Array.from({ length: draw.int(1, 4) }, () => draw.int(1, 4));

const reduction = (op: string, numbers: Numbers, linear = false): CaseMaker[] => [
  {
    op,
    what: 'along some axes',
    linear,
    draw: (draw) => {
      const dims = shapeOf(draw);
      const axes = known(someAxes(draw, dims.length));
      return oneNode(op, { data: numbers(draw, dims), axes }, { attributes: { keepdims: draw.int(0, 1) } });
    },
  },
  {
    op,
    what: 'along all axes when none are given',
    linear,
    draw: (draw) => oneNode(op, { data: numbers(draw, shapeOf(draw)) }, { attributes: { keepdims: draw.int(0, 1) } }),
  },
];

/** For the gradient where 0 · (something) / 0 lies near. */
const withZeros =
  (count: number): Numbers =>
  (draw, dims) => {
    const { values } = draw.awayFrom([0], dims);
    for (let i = 0; i < count && i < values.length; i++) values[draw.int(0, values.length - 1)] = 0;
    return tensor64(dims, values);
  };

export const cases: readonly CaseMaker[] = [
  ...reduction('ReduceSum', floats(-1, 1), true),
  {
    op: 'ReduceSum',
    what: 'left as it is where the node says so',
    linear: true,
    draw: (draw) => oneNode('ReduceSum', { data: draw.floats([2, 3]) }, { attributes: { noop_with_empty_axes: 1 } }),
  },
  ...reduction('ReduceMean', floats(-1, 1), true),
  ...reduction('ReduceProd', floats(0.5, 1.5)),
  {
    op: 'ReduceProd',
    what: 'with zeros among the numbers',
    draw: (draw) =>
      oneNode('ReduceProd', {
        data: withZeros(draw.int(1, 3))(draw, [3, 3]),
        axes: known(tensor64([1], [draw.int(0, 1)], 'int64')),
      }),
  },
  ...reduction('ReduceMax', (draw, dims) => draw.distinct(dims)),
  ...reduction('ReduceMin', (draw, dims) => draw.distinct(dims)),
  ...reduction('ReduceL1', (draw, dims) => draw.awayFrom([0], dims)),
  ...reduction('ReduceL2', (draw, dims) => draw.awayFrom([0], dims)),
  ...reduction('ReduceSumSquare', floats(-2, 2)),
  ...reduction('ReduceLogSum', floats(0.3, 2)),
  ...reduction('ReduceLogSumExp', floats(-3, 3)),
];
