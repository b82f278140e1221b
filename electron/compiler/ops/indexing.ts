import { intAttribute } from '../graph/attributes.ts';
import { numbersOf } from '../graph/tensor.ts';
import { axisOf, fromTheFront } from './axis.ts';
import type { Op } from './define.ts';
import { flatOf, only, rearrange } from './rearrange.ts';

// Operators that read or write where other numbers say.

/** output[a, i…, b] = data[a, indices[i…], b], with `indices` of any shape along one axis. */
export const Gather: Op = {
  inputs: ['data', 'indices'],
  outputs: ['output'],
  shape: (context) => {
    const { dtype, dims } = context.input('data');
    const axis = axisOf(context, intAttribute(context.node, 'axis', 0), dims.length);
    return [{ dtype, dims: [...dims.slice(0, axis), ...context.input('indices').dims, ...dims.slice(axis + 1)] }];
  },
  fold: (context, [output]) => {
    const [data, indices] = [context.known('data'), context.known('indices')];
    const wanted = indices && numbersOf(indices);
    if (!data || !output || !wanted) return null;
    const axis = axisOf(context, intAttribute(context.node, 'axis', 0), data.dims.length);
    const length = data.dims[axis] ?? 0;
    if (wanted.some((at) => at < -length || at >= length)) context.refuse('an index is outside the axis');
    const behind = axis + indices.dims.length;
    return only(
      rearrange(data, output.dims, (index) => {
        const at = wanted[flatOf(index.slice(axis, behind), indices.dims)] ?? 0;
        return [...index.slice(0, axis), fromTheFront(at, length), ...index.slice(behind)];
      }),
    );
  },
};

/** A 1-of-`depth` row for each index; one outside −depth … depth − 1 gives a row of the off-value. */
export const OneHot: Op = {
  inputs: ['indices', 'depth', 'values'],
  outputs: ['output'],
  shape: (context) => {
    const { dims } = context.input('indices');
    const [depth = 0] = context.ints('depth');
    const axis = axisOf(context, intAttribute(context.node, 'axis', -1), dims.length + 1);
    return [{ dtype: context.input('values').dtype, dims: [...dims.slice(0, axis), depth, ...dims.slice(axis)] }];
  },
};
