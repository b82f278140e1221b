import { elements } from '../graph/graph.ts';
import { tensorFrom } from '../graph/tensor.ts';
import type { TypedEmit } from '../graph/typedEmit.ts';
import { aroundAxis, withLength } from '../ops/axis.ts';
import { resizedAxes, type ResizedAxis } from '../ops/resizing.ts';
import type { GradientContext, GradientRules } from './define.ts';
import { interpolationMatrix } from './interpolation.ts';
import { numbersIn } from './known.ts';
import { affordable } from './limit.ts';

// Along each axis Resize is Y = M · X with M [to, from], so dX = Mᵀ · dY, one axis after the other.

export const Resize: GradientRules = {
  X: [
    {
      name: 'matmul',
      rule: (context) => axesOf(context).reduceRight((dY, axis) => transposedProduct(context, dY, axis), context.dY),
    },
    {
      // Each place of X is shown by a block of k places: the sum of the block is its mean times k.
      name: 'pool',
      applies: (context) => blocksOf(context) !== null,
      rule: (context) => {
        const blocks = blocksOf(context) ?? [];
        const mean = context.emit.op('AveragePool', [context.dY], { kernel_shape: blocks, strides: blocks });
        return context.emit.affine(mean, elements(blocks));
      },
    },
  ],
};

function axesOf(context: GradientContext): readonly ResizedAxis[] {
  const { node, input, shape } = context;
  const numbers = (formal: string): readonly number[] | null => {
    const given = numbersIn(context, formal);
    return given && given.length > 0 ? given : null;
  };
  const inputs = { scales: numbers('scales'), sizes: numbers('sizes'), roi: numbers('roi') };
  const axes = resizedAxes(node, shape(input('X')), inputs);
  for (const { from, to } of axes) affordable(from * to, input('X'));
  return axes;
}

/** dY [A, to, B] → Mᵀ · dY [A, from, B] */
function transposedProduct({ node, emit }: GradientContext, dY: string, axis: ResizedAxis): string {
  const matrix = interpolationMatrix(node, axis);
  if (isIdentity(matrix, axis)) return dY;
  const { from, to } = axis;
  const dims = emit.dims(dY);
  const [before, , after] = aroundAxis(dims, axis.axis);
  const product =
    after === 1
      ? emit.matmul(emit.reshape(dY, [before, to]), constant(emit, [to, from], matrix, dY))
      : emit.matmul(constant(emit, [from, to], transposed(matrix, axis), dY), emit.reshape(dY, [before, to, after]));
  return emit.reshape(product, withLength(dims, axis.axis, from));
}

const constant = (emit: TypedEmit, dims: readonly number[], matrix: Float64Array, like: string): string =>
  emit.constant(tensorFrom('interpolation', emit.type(like).dtype, dims, Array.from(matrix)));

const isIdentity = (matrix: Float64Array, { from, to }: ResizedAxis): boolean =>
  from === to && matrix.every((weight, i) => weight === Number(i % (from + 1) === 0));

function transposed(matrix: Float64Array, { from, to }: ResizedAxis): Float64Array {
  return matrix.map((_, i) => matrix[(i % to) * from + Math.floor(i / to)] ?? 0);
}

/** Height and width of the blocks where Resize repeats every place of a picture [N, C, H, W] so often; else null. */
function blocksOf(context: GradientContext): readonly number[] | null {
  const { node, input, shape } = context;
  const axes = axesOf(context);
  const rank = shape(input('X')).length;
  const blocks = Array<number>(rank).fill(1);
  for (const axis of axes) {
    const block = axis.to / axis.from;
    const matrix = interpolationMatrix(node, axis);
    if (!matrix.every((weight, i) => weight === Number(Math.floor(i / axis.from / block) === i % axis.from)))
      return null;
    blocks[axis.axis] = block;
  }
  const [n, c, ...spatial] = blocks;
  return rank === 4 && n === 1 && c === 1 && spatial.every(Number.isInteger) ? spatial : null;
}
