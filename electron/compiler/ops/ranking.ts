import { intAttribute } from '../graph/attributes.ts';
import type { Op, OpContext } from './define.ts';
import { fromFront } from './reduction.ts';

// Which numbers are the largest along an axis, where they stand, and running totals.

/** The place of the largest or smallest number along `axis`; of those that tie, the first unless the node says so. */
const placeOfExtreme: Op = {
  inputs: ['data'],
  outputs: ['reduced'],
  shape: (context) => {
    const { dims } = context.input('data');
    const axis = axisOf(context, intAttribute(context.node, 'axis', 0), 'data');
    const isKept = intAttribute(context.node, 'keepdims', 1) === 1;
    return [{ dtype: 'int64', dims: dims.flatMap((length, i) => (i !== axis ? [length] : isKept ? [1] : [])) }];
  },
};

export const ArgMax = placeOfExtreme;
export const ArgMin = placeOfExtreme;

/** The K largest (or smallest) numbers along `axis` and where they stood. */
export const TopK: Op = {
  inputs: ['X', 'K'],
  outputs: ['Values', 'Indices'],
  shape: (context) => {
    const { dtype, dims } = context.input('X');
    const axis = axisOf(context, intAttribute(context.node, 'axis', -1), 'X');
    const [count = 0] = context.ints('K');
    if (count < 0 || count > (dims[axis] ?? 0)) context.refuse(`of ${dims[axis] ?? 0} numbers it cannot take ${count}`);
    const lengths = dims.map((length, i) => (i === axis ? count : length));
    return [
      { dtype, dims: lengths },
      { dtype: 'int64', dims: lengths },
    ];
  },
};

/** Y[i] = X[0] + … + X[i] along `axis`; `exclusive` leaves out X[i], `reverse` begins at the end. */
export const CumSum: Op = {
  inputs: ['x', 'axis'],
  outputs: ['y'],
  shape: (context) => {
    axisOf(context, context.ints('axis')[0] ?? 0, 'x');
    return [context.input('x')];
  },
};

function axisOf(context: OpContext, said: number, formal: string): number {
  const { dims } = context.input(formal);
  const axis = fromFront(said, dims.length);
  if (!(axis in dims)) context.refuse(`[${dims.join(', ')}] has no axis ${said}`);
  return axis;
}
