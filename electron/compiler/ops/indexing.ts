import { intAttribute } from '../graph/attributes.ts';
import { numbersOf } from '../graph/tensor.ts';
import { axisOf, fromTheFront } from './axis.ts';
import type { Op, OpContext } from './define.ts';
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
    if (context.input('values').dims.join() !== '2') context.refuse('its values are not two: off and on');
    const axis = axisOf(context, intAttribute(context.node, 'axis', -1), dims.length + 1);
    return [{ dtype: context.input('values').dtype, dims: [...dims.slice(0, axis), depth, ...dims.slice(axis)] }];
  },
};

/** output[i, j] = data[indices[i, j], j] for axis 0, and so on: an index for each element. */
export const GatherElements: Op = {
  inputs: ['data', 'indices'],
  outputs: ['output'],
  shape: (context) => {
    const { dims } = context.input('indices');
    elementwise(context, dims);
    return [{ dtype: context.input('data').dtype, dims }];
  },
};

/** The last axis of `indices` holds places in data: of one number where it names all axes, else of a block. */
export const GatherND: Op = {
  inputs: ['data', 'indices'],
  outputs: ['output'],
  shape: (context) => {
    const { dtype, dims } = context.input('data');
    const { dims: indices } = context.input('indices');
    const batch = intAttribute(context.node, 'batch_dims', 0);
    const named = batch + namedAxes(context, dims.length - batch);
    return [{ dtype, dims: [...indices.slice(0, -1), ...dims.slice(named)] }];
  },
};

/** A copy of data in which `updates` stands, or is added, at the places that `indices` names along one axis. */
export const ScatterElements: Op = {
  inputs: ['data', 'indices', 'updates'],
  outputs: ['output'],
  shape: (context) => {
    const { dims } = context.input('updates');
    elementwise(context, dims);
    if (context.input('indices').dims.join() !== dims.join()) context.refuse('not every update has an index');
    return [context.input('data')];
  },
};

/** The same with places as GatherND reads them. */
export const ScatterND: Op = {
  inputs: ['data', 'indices', 'updates'],
  outputs: ['output'],
  shape: (context) => {
    const { dims } = context.input('data');
    const wanted = [...context.input('indices').dims.slice(0, -1), ...dims.slice(namedAxes(context, dims.length))];
    const { dims: updates } = context.input('updates');
    if (updates.join() !== wanted.join()) {
      context.refuse(`the updates [${updates.join(', ')}] should be [${wanted.join(', ')}]`);
    }
    return [context.input('data')];
  },
};

/** GatherElements and ScatterElements: an axis of data for each of the indices, none but the indexed one longer. */
function elementwise(context: OpContext, indices: readonly number[]): void {
  const { dims } = context.input('data');
  const axis = axisOf(context, intAttribute(context.node, 'axis', 0), dims.length);
  const fits = indices.length === dims.length && indices.every((count, i) => i === axis || count <= (dims[i] ?? 0));
  if (!fits) context.refuse(`the indices [${indices.join(', ')}] do not fit the data [${dims.join(', ')}]`);
}

/** GatherND and ScatterND: how many axes the last axis of the indices names. */
function namedAxes(context: OpContext, most: number): number {
  const named = context.input('indices').dims.at(-1) ?? 0;
  return named <= most ? named : context.refuse(`the indices name ${named} axes of ${most}`);
}
