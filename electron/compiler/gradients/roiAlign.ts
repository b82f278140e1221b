import { fail } from '../graph/errors.ts';
import { tensorFrom } from '../graph/tensor.ts';
import { labelOf } from '../graph/walk.ts';
import { regionGridOf } from '../ops/regions.ts';
import type { GradientContext, GradientRules } from './define.ts';
import { affordable } from './limit.ts';
import { samplesOf } from './regionSamples.ts';

// A mean of bilinear samples on a grid is a product on both sides:
//
//   Y[n, c] = R[n] · X[b(n), c] · K[n]ᵀ
//
//   X [B, C, H, W]   Y [N, C, h, w]   b [N] the picture of each box
//   R [N, h, H]   K [N, w, W]   how much of each bin is that of each row, of each column: the mean of its samples' hats
//
//   dX[b, c] = sum over the boxes n of picture b of R[n]ᵀ · dY[n, c] · K[n]
//
// The largest of the samples (mode max) has no rule: what ONNX takes the maximum of are the four shares of each sample,
// which is no interpolation. Nor have the boxes: detectors take them as they are.
//
// Source: He, Gkioxari, Dollár and Girshick, "Mask R-CNN", 2017, section 3; ONNX RoiAlign-16.

export const RoiAlign: GradientRules = {
  X: (context) => {
    const { node, dY, input, shape, emit } = context;
    const [, channels = 0, height = 0, width = 0] = shape(input('X'));
    const grid = regionGridOf(node);
    if (grid.mode !== 'avg') fail('graph/no-gradient', { op: `RoiAlign of mode ${grid.mode}`, node: labelOf(node) });
    const count = shape(dY)[0] ?? 0;
    // ONNX Runtime does not repeat the batch axes of a product over nothing.
    if (count === 0) return emit.filled(shape(input('X')), 0, emit.type(dY).dtype);
    const columns = emit.reshape(weightsOf(context, 0, grid.width, width), [count, 1, grid.width, width]);
    const across = emit.transpose(emit.matmul(dY, columns), [1, 0, 2, 3]); // [C, N, h, W]
    const rows = rowsOfPictures(context, weightsOf(context, 1, grid.height, height)); // [B, 1, H, N·h]
    // The sum over the boxes is part of the product, so that no box needs a map of its own.
    return emit.matmul(rows, emit.reshape(across, [1, channels, count * grid.height, width]));
  },
};

/** R [N, h, H] side by side for each picture, 0 where the box is another's: [B, 1, H, N·h]. */
function rowsOfPictures({ input, shape, emit }: GradientContext, rows: string): string {
  const [batch = 0] = shape(input('X'));
  const [count = 0, bins = 0, height = 0] = shape(rows);
  const upright = emit.reshape(emit.transpose(rows, [2, 0, 1]), [1, height, count, bins]);
  if (batch === 1) return emit.reshape(upright, [1, 1, height, count * bins]);
  const pictures = emit.reshape(emit.cast(input('batch_indices'), 'int64'), [1, 1, count, 1]);
  affordable(batch, input('X'));
  const numbers = emit.reshape(emit.ints(Array.from({ length: batch }, (_, i) => i)), [batch, 1, 1, 1]);
  const isOwn = emit.asNumber(emit.op('Equal', [pictures, numbers]), rows);
  return emit.reshape(emit.mul(upright, isOwn), [batch, 1, height, count * bins]);
}

/** R or K: [N, bins, length] along axis 0 (x) or 1 (y) of the boxes. */
function weightsOf(context: GradientContext, axis: 0 | 1, bins: number, length: number): string {
  const { input, emit } = context;
  const { places, share } = samplesOf(context, axis, bins); // [N, bins, S, 1]
  affordable(length, input('X'));
  const range = Array.from({ length }, (_, i) => i);
  const pixels = emit.constant(tensorFrom('pixels', emit.type(places).dtype, [length], range));
  const clipped = emit.op('Clip', [places, emit.scalar(0, places), emit.scalar(length - 1, places)]);
  const hats = emit.op('Relu', [emit.oneMinus(emit.op('Abs', [emit.sub(clipped, pixels)]))]); // [N, bins, S, length]
  // A sample up to one pixel outside is that of the border, any further 0.
  const isNear = emit.op('And', [
    emit.op('GreaterOrEqual', [places, emit.scalar(-1, places)]),
    emit.op('LessOrEqual', [places, emit.scalar(length, places)]),
  ]);
  return emit.sum(emit.mul(hats, emit.mul(emit.asNumber(isNear, places), share)), [2]);
}
