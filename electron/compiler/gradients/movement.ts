import { intAttribute, intsAttribute, stringAttribute } from '../graph/attributes.ts';
import type { GradientRule, GradientRules } from './define.ts';

// What only moves numbers moves gradients back; what repeats them adds up the gradients of the copies.

export const Identity: GradientRules = { input: ({ dY }) => dY };

/** The same numbers under the dims of the input. */
const backTo =
  (formal: string): GradientRule =>
  ({ dY, input, shape, emit }) =>
    emit.reshape(dY, shape(input(formal)));

export const Reshape: GradientRules = { data: backTo('data') };
export const Flatten: GradientRules = { input: backTo('input') };
export const Squeeze: GradientRules = { data: backTo('data') };
export const Unsqueeze: GradientRules = { data: backTo('data') };

// Axis i of Y is axis perm[i] of X, so axis perm[i] of dX is axis i of dY: the inverse permutation.
export const Transpose: GradientRules = {
  data: ({ node, dY, shape, emit }) => {
    const perm = intsAttribute(node, 'perm') ?? shape(dY).map((_, axis, { length }) => length - 1 - axis);
    return emit.transpose(
      dY,
      perm.map((_, axis) => perm.indexOf(axis)),
    );
  },
};

export const Expand: GradientRules = {
  input: ({ dY, input, shape, emit }) => emit.sumTo(dY, shape(input('input'))),
};

// Y [r0·A, r1·B, …] is seen as [r0, A, r1, B, …], and the copies are added up.
export const Tile: GradientRules = {
  input: ({ dY, input, shape, emit }) => {
    const dims = shape(input('input'));
    const repeats = dims.map((length, axis) => (length === 0 ? 0 : (shape(dY)[axis] ?? 0) / length));
    const copies = emit.reshape(
      dY,
      dims.flatMap((length, axis) => [repeats[axis] ?? 1, length]),
    );
    const repeated = repeats.flatMap((count, axis) => (count === 1 ? [] : [2 * axis]));
    return emit.reshape(emit.sum(copies, repeated), dims);
  },
};

// Each undoes the other. The axes [N, C, H, b, W, b] of dY go to [N, b, b, C, H, W], as SpaceToDepth has them, or for CRD
// to [N, C, b, b, H, W]; in both cases by a Transpose, because the WebGPU provider has no SpaceToDepth.
export const DepthToSpace: GradientRules = {
  input: ({ node, dY, input, shape, emit }) => {
    const blocksize = intAttribute(node, 'blocksize', 1);
    const [n = 0, c = 0, h = 0, w = 0] = shape(dY);
    const blocks = emit.reshape(dY, [n, c, h / blocksize, blocksize, w / blocksize, blocksize]);
    const perm = stringAttribute(node, 'mode', 'DCR') === 'DCR' ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4];
    return emit.reshape(emit.transpose(blocks, perm), shape(input('input')));
  },
};

export const SpaceToDepth: GradientRules = {
  input: ({ node, dY, emit }) => emit.op('DepthToSpace', [dY], { blocksize: intAttribute(node, 'blocksize', 1) }),
};

// What was set to 0 has no influence: the same triangle of dY.
export const Trilu: GradientRules = {
  input: ({ node, dY, emit }) =>
    emit.op('Trilu', [dY, ...node.inputs.slice(1)], { upper: intAttribute(node, 'upper', 1) }),
};
