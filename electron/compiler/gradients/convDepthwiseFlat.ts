import type { TypedEmit } from '../graph/typedEmit.ts';
import type { Correlation, CorrelationWay } from './correlation.ts';
import { padded, tapsOf } from './layout.ts';

// The gradient of a depthwise kernel from planes laid out flat. When dY gets as many columns as X by zeros, what a tap
// saw is one unbroken piece of the flat X, which is copied at the speed of memory; cutting a rectangle out of each plane
// is several times slower. The letters are those of correlation.ts; planes are those of all pictures and channels, N·g.

/**
 * Per row of taps one product: dY moved by each column tap, [kW, L], times the rows of X that this row of taps saw,
 * [L, 1], where L is H' rows of the padded width.
 */
export const depthwiseRows: CorrelationWay = {
  name: 'depthwise-rows',
  compute: ({ emit, x, dY, window, group, batch }) => {
    const [planes, [rows = 1, columns = 1]] = [batch * group, window.output];
    const [kernelRows = 1, kernelColumns = 1] = window.kernel;
    const [rowStep = 1, columnStep = 1] = window.dilations;
    const whole = padded(emit, x, window, 2);
    const width = emit.dims(whole)[3] ?? 0;
    const flat = emit.reshape(whole, [planes, (emit.dims(whole)[2] ?? 0) * width]);
    const moved = Array.from({ length: kernelColumns }, (_, tap) => {
      const left = tap * columnStep;
      return emit.reshape(emit.pad(dY, [0, 0, 0, left], [0, 0, 0, width - columns - left]), [planes, 1, rows * width]);
    });
    const dy = emit.concat(moved, 1);
    const perRow = Array.from({ length: kernelRows }, (_, tap) => {
      const start = tap * rowStep * width;
      return emit.matmul(dy, emit.reshape(emit.slice(flat, 1, start, start + rows * width), [planes, rows * width, 1]));
    });
    return overBatch(emit, emit.concat(perRow, 1), [batch, group, 1, ...window.kernel]);
  },
};

/** Per tap a product by elements and its sum; with a stride, X is first sorted into the planes that one tap sees. */
export const depthwiseFlat: CorrelationWay = {
  name: 'depthwise-flat',
  compute: (correlation) => {
    const { emit, dY, window, group, batch } = correlation;
    const { kernel, dilations, strides, output } = window;
    const [planes, [rows = 1, columns = 1]] = [batch * group, output];
    const { phases, width } = phasesOf(correlation);
    const wide = emit.pad(dY, [0, 0, 0, 0], [0, 0, 0, width - columns]);
    const dy = emit.reshape(wide, [planes, rows * width]);
    const perTap = tapsOf(kernel).map((tap) => {
      const places = tap.map((at, axis) => at * (dilations[axis] ?? 1));
      const phase = places.map((place, axis) => place % (strides[axis] ?? 1));
      const [down = 0, right = 0] = places.map((place, axis) => Math.floor(place / (strides[axis] ?? 1)));
      const start = down * width + right;
      const seen = emit.slice(phases(phase), 1, start, start + rows * width);
      return emit.sum(emit.mul(seen, dy), [1], 1);
    });
    return overBatch(emit, emit.concat(perTap, 1), [batch, group, 1, ...kernel]);
  },
};

/**
 * The padded X as flat planes, [N·g, rows · width], one for each remainder of a place by the stride. Every plane is one
 * row longer than the last tap needs, because a piece that starts further right ends in the next row.
 */
function phasesOf({ emit, x, window, group, batch }: Correlation): {
  readonly phases: (phase: readonly number[]) => string;
  readonly width: number;
} {
  const { strides, output, reach } = window;
  const whole = padded(emit, x, window, 2);
  const lengths = output.map((length, axis) => {
    const [step, last] = [strides[axis] ?? 1, (reach[axis] ?? 1) - 1];
    return length + Math.floor(last / step) + (axis === 0 ? 1 : 0);
  });
  const [rows = 1, width = 1] = lengths;
  const [rowStep = 1, columnStep = 1] = strides;
  const fitted = fitTo(emit, whole, [rows * rowStep, width * columnStep]);
  if (rowStep * columnStep === 1) {
    const flat = emit.reshape(fitted, [batch * group, rows * width]);
    return { phases: () => flat, width };
  }
  const split = emit.reshape(fitted, [batch * group, rows, rowStep, width, columnStep]);
  const sorted = emit.reshape(emit.transpose(split, [2, 4, 0, 1, 3]), [
    rowStep * columnStep,
    batch * group,
    rows * width,
  ]);
  const phases = ([row = 0, column = 0]: readonly number[]): string => {
    const at = row * columnStep + column;
    return emit.reshape(emit.slice(sorted, 0, at, at + 1), [batch * group, rows * width]);
  };
  return { phases, width };
}

/** x [N, C, H, W] with the given rows and columns, cut or filled with zeros at the end. */
function fitTo(emit: TypedEmit, x: string, lengths: readonly number[]): string {
  const missing = lengths.map((length, axis) => length - (emit.dims(x)[axis + 2] ?? 0));
  const cut = missing.reduce(
    (shorter, rows, axis) => (rows < 0 ? emit.slice(shorter, axis + 2, 0, lengths[axis] ?? 0) : shorter),
    x,
  );
  return emit.pad(cut, [0, 0, 0, 0], [0, 0, ...missing.map((rows) => Math.max(0, rows))]);
}

/** [N·g, taps] summed over the batch, as a kernel of the given dims with the batch in front. */
const overBatch = (emit: TypedEmit, perPlane: string, dims: readonly number[]): string =>
  emit.sum(emit.reshape(perPlane, dims), [0]);
