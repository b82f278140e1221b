import { floatTensor } from '../../graph/tensor.ts';
import type { TypedEmit } from '../../graph/typedEmit.ts';
import type { StoredWindow } from './window.ts';

/**
 * Means of large windows as two products, one along the columns and one along the rows: a sum over k × k places is a
 * sum of sums, and a product reads each number once where a pooling operator adds up every window anew. ONNX Runtime
 * takes a tenth of the time that it needs for two narrow pools, and it refuses padding wider than a pool's window.
 *
 *     Y [N, C, h', w'] = (R [h', h] · X [N, C, h, w] · S [w, w']) / counts [h', w']     R, S of zeros and ones
 *
 * @param counts  whether padding is counted as zeros; else each mean is over the places that there are
 */
export function averageByMatrices(emit: TypedEmit, x: string, window: StoredWindow, counts: boolean): string {
  const [, , height = 1, width = 1] = emit.dims(x);
  const rows = readingsAlong(0, height, window);
  const columns = readingsAlong(1, width, window);
  const down = new Float32Array(rows.length * height);
  for (const [output, places] of rows.entries()) for (const place of places) down[output * height + place] = 1;
  const along = new Float32Array(width * columns.length);
  for (const [output, places] of columns.entries())
    for (const place of places) along[place * columns.length + output] = 1;
  const sums = emit.op('MatMul', [
    emit.constant(floatTensor('mean_rows', [rows.length, height], down)),
    emit.op('MatMul', [x, emit.constant(floatTensor('mean_columns', [width, columns.length], along))]),
  ]);
  const [tall, wide] = window.kernel_shape;
  const read = Float32Array.from({ length: rows.length * columns.length }, (_, at) => {
    const [above, beside] = [rows[Math.floor(at / columns.length)], columns[at % columns.length]];
    return counts ? tall * wide : (above?.length ?? 0) * (beside?.length ?? 0);
  });
  return emit.op('Div', [sums, emit.constant(floatTensor('mean_counts', [rows.length, columns.length], read))]);
}

/** [outputs] the places along one axis that each output reads, those in the padding left out. */
function readingsAlong(axis: 0 | 1, length: number, window: StoredWindow): readonly (readonly number[])[] {
  const [kernel, stride, dilation] = [window.kernel_shape[axis], window.strides[axis], window.dilations[axis]];
  const [before, after] = [window.pads[axis] ?? 0, window.pads[axis + 2] ?? 0];
  const outputs = Math.floor((before + length + after - dilation * (kernel - 1) - 1) / stride) + 1;
  return Array.from({ length: outputs }, (_, output) =>
    Array.from({ length: kernel }, (_unused, tap) => output * stride + tap * dilation - before).filter(
      (place) => place >= 0 && place < length,
    ),
  );
}
