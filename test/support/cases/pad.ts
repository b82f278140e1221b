import { attributeOf } from '../../../electron/compiler/index.ts';
import { known, oneNode, type CaseMaker } from './define.ts';
import { fromEitherEnd, ints, shuffled, someDims } from './movement.ts';

export const cases: readonly CaseMaker[] = [
  {
    op: 'Pad',
    what: 'with zeros, some axes, some places taken away',
    linear: true,
    draw: (draw) => {
      const dims = someDims(draw).map((length) => length + 2);
      const axes = shuffled(draw, dims.length).slice(0, draw.int(1, dims.length));
      const pads = Array.from({ length: 2 * axes.length }, () => draw.int(-1, 2));
      const named = known(ints(axes.map((axis) => fromEitherEnd(draw, axis, dims.length))));
      return oneNode('Pad', { data: draw.floats(dims), pads: known(ints(pads)), constant_value: null, axes: named });
    },
  },
  {
    op: 'Pad',
    what: 'with a given number',
    draw: (draw) => {
      const dims = someDims(draw, 1, 2).map((length) => length + 2);
      const pads = known(draw.ints([2 * dims.length], -1, 2));
      return oneNode('Pad', { data: draw.floats(dims), pads, constant_value: draw.floats([]) });
    },
  },
  ...(['edge', 'reflect', 'wrap'] as const).map((mode): CaseMaker => ({
    op: 'Pad',
    what: mode,
    linear: true,
    draw: (draw) => {
      const dims = someDims(draw, 1, 3).map((length) => length + 2);
      const pads = known(draw.ints([2 * dims.length], 0, 2));
      return oneNode('Pad', { data: draw.floats(dims), pads }, { attributes: { mode: attributeOf(mode) } });
    },
  })),
];
