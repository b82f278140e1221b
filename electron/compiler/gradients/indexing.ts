import { intAttribute, stringAttribute } from '../graph/attributes.ts';
import { elements } from '../graph/graph.ts';
import { aroundAxis, fromTheFront } from '../ops/axis.ts';
import type { TypedEmit } from '../graph/typedEmit.ts';
import type { GradientContext, GradientRules } from './define.ts';
import { affordable } from './limit.ts';

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

export const GatherElements: GradientRules = {
  data: ({ node, dY, input, shape, emit }) => {
    const zeros = emit.filled(shape(input('data')), 0, emit.type(dY).dtype);
    const axis = intAttribute(node, 'axis', 0);
    return emit.op('ScatterElements', [zeros, input('indices'), dY], { axis, reduction: 'add' });
  },
};

// With batch axes the indices name places inside their own batch only: the numbers of the batch are put before them.
export const GatherND: GradientRules = {
  data: ({ node, dY, input, shape, emit }) => {
    const zeros = emit.filled(shape(input('data')), 0, emit.type(dY).dtype);
    const indices = withBatchIndices(emit, input('indices'), intAttribute(node, 'batch_dims', 0));
    return emit.op('ScatterND', [zeros, indices, dY], { reduction: 'add' });
  },
};

function withBatchIndices(emit: TypedEmit, indices: string, batchAxes: number): string {
  const rows = emit.dims(indices).slice(0, -1);
  const own = rows.slice(0, batchAxes).map((length, axis) => {
    affordable(length, indices);
    const counted = emit.ints(Array.from({ length }, (_, i) => i));
    const alongAxis = [...rows.map((_, i) => (i === axis ? length : 1)), 1];
    return emit.expand(emit.reshape(counted, alongAxis), [...rows, 1]);
  });
  return emit.concat([...own, indices], rows.length);
}

// What was written over has no influence; what was added to keeps its own. An update's gradient is what stands at its
// place. Without a reduction the places must differ, as ONNX demands.

export const ScatterElements: GradientRules = {
  data: ({ node, dY, input, shape, emit }) => {
    if (stringAttribute(node, 'reduction', 'none') === 'add') return dY;
    const zeros = emit.filled(shape(input('updates')), 0, emit.type(dY).dtype);
    return emit.op('ScatterElements', [dY, input('indices'), zeros], { axis: intAttribute(node, 'axis', 0) });
  },
  updates: ({ node, dY, input, emit }) =>
    emit.op('GatherElements', [dY, input('indices')], { axis: intAttribute(node, 'axis', 0) }),
};

export const ScatterND: GradientRules = {
  data: ({ node, dY, input, shape, emit }) => {
    if (stringAttribute(node, 'reduction', 'none') === 'add') return dY;
    const zeros = emit.filled(shape(input('updates')), 0, emit.type(dY).dtype);
    return emit.op('ScatterND', [dY, input('indices'), zeros]);
  },
  updates: ({ dY, input, emit }) => emit.op('GatherND', [dY, input('indices')]),
};
