import { intAttribute, intsAttribute } from '../graph/attributes.ts';
import { broadcast } from './broadcast.ts';
import type { Op, OpContext } from './define.ts';
import { fromFront, keptDims } from './reduction.ts';

// Normalization with the statistics of each sample by itself.

/** input [N, C, …], scale and B [C]; statistics of each [n, c]. */
export const InstanceNormalization: Op = {
  inputs: ['input', 'scale', 'B'],
  outputs: ['output'],
  shape: (context) => {
    onePerChannel(context, 'input', ['scale', 'B']);
    return [context.input('input')];
  },
};

/** X [N, C, …], scale and bias [C]; statistics of each sample and group of neighboring channels. */
export const GroupNormalization: Op = {
  inputs: ['X', 'scale', 'bias'],
  outputs: ['Y'],
  shape: (context) => {
    onePerChannel(context, 'X', ['scale', 'bias']);
    const x = context.input('X');
    const groups = intAttribute(context.node, 'num_groups', 1);
    if (!((x.dims[1] ?? 0) % groups === 0))
      context.refuse(`${x.dims[1] ?? 0} channels do not divide into ${groups} groups`);
    return [x];
  },
};

/** Statistics of all axes from `axis` on; Scale and B are repeated to the shape of X. */
export const LayerNormalization: Op = {
  inputs: ['X', 'Scale', 'B'],
  outputs: ['Y', 'Mean', 'InvStdDev'],
  shape: ({ node, input, has, refuse }) => {
    const x = input('X');
    const first = fromFront(intAttribute(node, 'axis', -1), x.dims.length);
    for (const formal of ['Scale', ...(has('B') ? ['B'] : [])]) {
      const { dims } = input(formal);
      if (broadcast(x.dims, dims)?.join() !== x.dims.join())
        refuse(`${formal} of the shape [${dims.join(', ')}] cannot be repeated to [${x.dims.join(', ')}]`);
    }
    const axes = x.dims.flatMap((_, axis) => (axis >= first ? [axis] : []));
    const statistics = { dtype: 'float32', dims: keptDims(x.dims, axes) } as const;
    return [x, statistics, statistics];
  },
};

/** Divides by the sum of absolute values (p = 1) or the Euclidean length (p = 2) along one axis. */
export const LpNormalization: Op = {
  inputs: ['input'],
  outputs: ['output'],
  shape: ({ node, input, refuse }) => {
    const p = intAttribute(node, 'p', 2);
    if (p !== 1 && p !== 2) refuse(`p is ${p}, and ONNX knows 1 and 2`);
    return [input('input')];
  },
};

/** (X − μ) / (σ + 1e-9) along `axes`, all but the channels where none are said. */
export const MeanVarianceNormalization: Op = {
  inputs: ['X'],
  outputs: ['Y'],
  shape: ({ node, input, refuse }) => {
    const x = input('X');
    const axes = intsAttribute(node, 'axes') ?? [0, 2, 3];
    if (axes.some((axis) => !(fromFront(axis, x.dims.length) in x.dims))) refuse(`X has no axes ${axes.join(', ')}`);
    return [x];
  },
};

function onePerChannel(context: OpContext, of: string, formals: readonly string[]): void {
  const channels = context.input(of).dims[1] ?? context.refuse(`${of} has no axis of channels`);
  for (const formal of formals)
    if (context.input(formal).dims.join() !== String(channels))
      context.refuse(`${formal} must hold one number for each of ${channels} channels`);
}
