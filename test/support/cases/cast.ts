import { dtypes, type DType } from '../../../electron/compiler/index.ts';
import { tensor64 } from '../../../electron/reference/index.ts';
import { known, oneNode, type CaseMaker } from './define.ts';
import { someDims } from './movement.ts';

const castTo = (dtype: DType): Record<string, number> => ({ to: dtypes[dtype].code });

export const cases: readonly CaseMaker[] = [
  {
    op: 'Cast',
    what: 'from float to float',
    linear: true,
    draw: (draw) =>
      oneNode(
        'Cast',
        { input: draw.floats(someDims(draw)) },
        { attributes: castTo(draw.pick(['float32', 'float64'])) },
      ),
  },
  {
    op: 'Cast',
    what: 'from float to whole numbers',
    draw: (draw) => {
      const attributes = castTo(draw.pick(['int64', 'int32', 'uint8', 'bool']));
      return oneNode('Cast', { input: draw.awayFrom([0, 1, 2, 3, 4], [3, 4], [0, 5]) }, { attributes, wrt: [] });
    },
  },
  {
    op: 'Cast',
    what: 'from whole numbers to float',
    draw: (draw) => {
      const input = draw.ints([3, 4], 0, 9, draw.pick(['int64', 'int32', 'uint8']));
      return oneNode('Cast', { input }, { attributes: castTo('float32') });
    },
  },
  {
    op: 'CastLike',
    what: 'the type of another',
    linear: true,
    draw: (draw) => {
      const like = known(tensor64([1], [0], draw.pick(['float32', 'float64'])));
      return oneNode('CastLike', { input: draw.floats(someDims(draw)), target_type: like });
    },
  },
];
