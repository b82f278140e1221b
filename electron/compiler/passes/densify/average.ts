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
  const down = floatTensor('mean_rows', [rows.length, height], rows.flatMap(onesAt(height)));
  const ones = columns.map(onesAt(width));
  const turned = Array.from({ length: width }, (_, place) => ones.map((output) => output[place] ?? 0)).flat();
  const along = floatTensor('mean_columns', [width, columns.length], turned);
  const sums = emit.op('MatMul', [emit.constant(down), emit.op('MatMul', [x, emit.constant(along)])]);
  const [tall, wide] = window.kernel_shape;
  const places = rows.flatMap((above) =>
    columns.map((beside) => (counts ? tall * wide : above.length * beside.length)),
  );
  return emit.op('Div', [sums, emit.constant(floatTensor('mean_counts', [rows.length, columns.length], places))]);
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

/** [length] ones at some places, zeros elsewhere. */
const onesAt = (length: number) => (places: readonly number[]) => {
  const read = new Set(places);
  return Array.from({ length }, (_, place) => Number(read.has(place)));
};
