import type { TypedEmit } from '../graph/typedEmit.ts';
import type { Correlation, CorrelationWay } from './correlation.ts';
import { padded, tapsOf } from './layout.ts';
import type { Window } from '../ops/window.ts';

// The gradient of a depthwise kernel from planes laid out flat. When dY gets as many columns as X by zeros, what a tap
// saw is one unbroken piece of the flat X, which is copied at the speed of memory; cutting a rectangle out of each plane
// is several times slower. The letters are those of correlation.ts; planes are those of all pictures and channels, N·g.

/**
 * Per row of taps one product: dY moved by each column tap, [kW, L], times the rows of X that this row of taps saw,
 * [L, 1], where L is H' rows of the padded width. A stride puts zeros between the columns of dY and leaves rows out of X.
 */
export const depthwiseRows: CorrelationWay = {
  name: 'depthwise-rows',
  compute: (correlation) => {
    const { emit, window, group, batch } = correlation;
    const [rowStep = 1] = window.dilations;
    const dy = movedColumns(correlation); // [N·g, kW, L]
    const rowsSeen = rowReader(correlation);
    const perRow = Array.from({ length: window.kernel[0] ?? 1 }, (_, tap) => emit.matmul(dy, rowsSeen(tap * rowStep)));
    return overBatch(emit, emit.concat(perRow, 1), [batch, group, 1, ...window.kernel]);
  },
};

/** Per tap a product by elements and its sum; without a stride. */
export const depthwiseFlat: CorrelationWay = {
  name: 'depthwise-flat',
  compute: ({ emit, x, dY, window, group, batch }) => {
    const { kernel, dilations, output } = window;
    const [planes, [rows = 1, columns = 1]] = [batch * group, output];
    // One row more than the last tap needs: a piece that starts further right ends in the next row.
    const whole = emit.pad(padded(emit, x, window, 2), [0, 0, 0, 0], [0, 0, 1, 0]);
    const [, , height = 0, width = 0] = emit.dims(whole);
    const flat = emit.reshape(whole, [planes, height * width]);
    const dy = emit.reshape(emit.pad(dY, [0, 0, 0, 0], [0, 0, 0, width - columns]), [planes, rows * width]);
    const perTap = tapsOf(kernel).map(([row = 0, column = 0]) => {
      const start = row * (dilations[0] ?? 1) * width + column * (dilations[1] ?? 1);
      return emit.sum(emit.mul(emit.slice(flat, 1, start, start + rows * width), dy), [1], 1);
    });
    return overBatch(emit, emit.concat(perTap, 1), [batch, group, 1, ...kernel]);
  },
};

/** dY in rows of the padded width, once for each column tap, moved to the column that the tap saw: [N·g, kW, L]. */
function movedColumns({ emit, dY, window, group, batch }: Correlation): string {
  const [rows = 1, columns = 1] = window.output;
  const [, stride = 1] = window.strides;
  const [, step = 1] = window.dilations;
  const width = paddedWidth(window);
  const moved = Array.from({ length: window.kernel[1] ?? 1 }, (_, tap) => {
    const left = tap * step;
    const whole =
      stride === 1
        ? emit.pad(dY, [0, 0, 0, left], [0, 0, 0, width - columns - left])
        : emit.matmul(dY, placing(emit, columns, width, left, stride));
    return emit.reshape(whole, [batch * group, 1, rows * width]);
  });
  return emit.concat(moved, 1);
}

/**
 * [columns, width], the matrix that puts column c at left + c · stride and zeros elsewhere: as a product that is
 * faster than padding every single number.
 */
function placing(emit: TypedEmit, columns: number, width: number, left: number, stride: number): string {
  const places = new Float32Array(columns * width);
  for (let column = 0; column < columns; column++) places[column * width + left + column * stride] = 1;
  return emit.floats(places, 'placing', [columns, width]);
}

/** What a row of taps saw, from its first row on: every stride-th row of the padded X, as [N·g, L, 1]. */
function rowReader({ emit, x, window, group, batch }: Correlation): (firstRow: number) => string {
  const planes = batch * group;
  const [stride = 1] = window.strides;
  const [rows = 1] = window.output;
  const width = paddedWidth(window);
  const whole = padded(emit, x, window, 2);
  const flat = emit.reshape(whole, [planes, (emit.dims(whole)[2] ?? 0) * width]);
  if (stride === 1) {
    return (firstRow) => {
      const seen = emit.slice(flat, 1, firstRow * width, (firstRow + rows) * width);
      return emit.reshape(seen, [planes, rows * width, 1]);
    };
  }
  const tall = emit.reshape(flat, [planes, emit.dims(whole)[2] ?? 0, width]);
  return (firstRow) => {
    const seen = emit.slice(tall, 1, firstRow, firstRow + (rows - 1) * stride + 1, stride);
    return emit.reshape(seen, [planes, rows * width, 1]);
  };
}

const paddedWidth = ({ input, before, after, overhang }: Window): number =>
  (input[1] ?? 0) + (before[1] ?? 0) + (after[1] ?? 0) + (overhang[1] ?? 0);

/** [N·g, taps] summed over the batch, as a kernel of the given dims with the batch in front. */
const overBatch = (emit: TypedEmit, perPlane: string, dims: readonly number[]): string =>
  emit.sum(emit.reshape(perPlane, dims), [0]);
