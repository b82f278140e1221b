import { tensor64 } from '../../../electron/reference/index.ts';
import { known, oneNode, type CaseMaker } from './define.ts';
import type { Draw } from './draw.ts';

const shapeOf = (draw: Draw): number[] => Array.from({ length: draw.int(1, 4) }, () => draw.int(1, 4));
const axisOf = (draw: Draw, dims: readonly number[]): number => draw.int(-dims.length, dims.length - 1);

const placeOf = (op: string): CaseMaker => ({
  op,
  what: 'whole numbers, many of them equal',
  draw: (draw) => {
    const dims = shapeOf(draw);
    const attributes = { axis: axisOf(draw, dims), keepdims: draw.int(0, 1), select_last_index: draw.int(0, 1) };
    return oneNode(op, { data: draw.ints(dims, -2, 2, 'float32') }, { attributes });
  },
});

export const cases: readonly CaseMaker[] = [
  placeOf('ArgMax'),
  placeOf('ArgMin'),
  {
    op: 'TopK',
    what: 'the largest or the smallest along any axis',
    draw: (draw) => {
      const dims = shapeOf(draw);
      const axis = axisOf(draw, dims);
      const K = known(tensor64([1], [draw.int(1, dims.at(axis) ?? 1)], 'int64'));
      return oneNode(
        'TopK',
        { X: draw.distinct(dims), K },
        { attributes: { axis, largest: draw.int(0, 1) }, outputs: 2 },
      );
    },
  },
  {
    op: 'CumSum',
    what: 'along any axis from either end',
    linear: true,
    draw: (draw) => {
      const dims = shapeOf(draw);
      const axis = known(tensor64([], [axisOf(draw, dims)], 'int64'));
      const attributes = { exclusive: draw.int(0, 1), reverse: draw.int(0, 1) };
      return oneNode('CumSum', { x: draw.floats(dims), axis }, { attributes });
    },
  },
];
