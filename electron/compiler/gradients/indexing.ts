import { intAttribute } from '../graph/attributes.ts';
import { elements } from '../graph/graph.ts';
import { aroundAxis, fromTheFront } from '../ops/axis.ts';
import type { GradientContext, GradientRules } from './define.ts';

// Reading by index is linear in what is read: the adjoint adds each gradient where its number was read, as often as
// it was read.

// Y [a, i, b] = X [a, indices[i], b], with the axes before, along and after the indexed one taken together.
export const Gather: GradientRules = {
  data: [
    {
      name: 'scatter',
      rule: (context) => {
        const { dY, input, shape, emit } = context;
        const { before, length, after, read } = gathered(context);
        const indices = emit.expand(emit.reshape(input('indices'), [1, read, 1]), [before, read, after]);
        const zeros = emit.filled([before, length, after], 0, emit.type(dY).dtype);
        const added = emit.op('ScatterElements', [zeros, indices, emit.reshape(dY, [before, read, after])], {
          axis: 1,
          reduction: 'add',
        });
        return emit.reshape(added, shape(input('data')));
      },
    },
    {
      // oneHot [length, i] is 1 where indices[i] names the place; dX = oneHot · dY
      name: 'one-hot',
      rule: (context) => {
        const { dY, input, shape, emit } = context;
        const { before, length, after, read } = gathered(context);
        const oneHot = emit.op(
          'OneHot',
          [
            emit.reshape(input('indices'), [read]),
            emit.ints([length]),
            emit.concat(
              [emit.scalar(0, dY), emit.scalar(1, dY)].map((x) => emit.reshape(x, [1])),
              0,
            ),
          ],
          { axis: 0 },
        );
        return emit.reshape(emit.matmul(oneHot, emit.reshape(dY, [before, read, after])), shape(input('data')));
      },
    },
  ],
};

interface Gathered {
  readonly before: number;
  readonly length: number;
  readonly after: number;
  /** How many indices there are. */
  readonly read: number;
}

function gathered({ node, input, shape }: GradientContext): Gathered {
  const dims = shape(input('data'));
  const [before, length, after] = aroundAxis(dims, fromTheFront(intAttribute(node, 'axis', 0), dims.length));
  return { before, length, after, read: elements(shape(input('indices'))) };
}

// values = [off, on]: each takes the gradients of the places that show it.
export const OneHot: GradientRules = {
  values: ({ node, dY, input, shape, emit }) => {
    const offOn = emit.concat(
      [0, 1].map((x) => emit.reshape(emit.scalar(x, dY), [1])),
      0,
    );
    const axis = fromTheFront(intAttribute(node, 'axis', -1), shape(dY).length);
    const on = emit.op('OneHot', [input('indices'), input('depth'), offOn], { axis });
    const all = shape(dY).map((_, i) => i);
    const sums = [emit.oneMinus(on), on].map((shown) => emit.reshape(emit.sum(emit.mul(dY, shown), all), [1]));
    return emit.concat(sums, 0);
  },
};
