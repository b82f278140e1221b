import type { Call } from './call.ts';

/** [depth, height, width]; axes that a network lacks have length 1. */
type Three = readonly [number, number, number];

/** A window that slides over an input, always with three spatial axes so that one set of loops serves all. */
export interface Window3 {
  readonly input: Three;
  readonly output: Three;
  readonly kernel: Three;
  readonly strides: Three;
  readonly dilations: Three;
  /** Rows of padding in front. */
  readonly before: Three;
  /** Rows of padding behind. */
  readonly after: Three;
}

const three = (lengths: readonly number[], fill: number): Three => {
  const [width = fill, height = fill, depth = fill] = lengths.toReversed();
  return [depth, height, width];
};

export const volume = ([depth, height, width]: Three): number => depth * height * width;

/** The window of Conv or a pool, as its attributes say; `spatial` are the input's lengths without batch and channels. */
export function window3(call: Call, spatial: readonly number[], kernel: readonly number[]): Window3 {
  const rank = spatial.length;
  const strides = call.ints('strides') ?? Array<number>(rank).fill(1);
  const dilations = call.ints('dilations') ?? Array<number>(rank).fill(1);
  const pads = call.ints('pads') ?? Array<number>(2 * rank).fill(0);
  const automatic = call.string('auto_pad', 'NOTSET');
  const ceil = call.int('ceil_mode', 0) === 1;
  const axes = spatial.map((length, i) => {
    const stride = strides[i] ?? 1;
    const reach = (dilations[i] ?? 1) * ((kernel[i] ?? 1) - 1) + 1;
    let [before, after] = [pads[i] ?? 0, pads[i + rank] ?? 0];
    if (automatic === 'VALID') [before, after] = [0, 0];
    if (automatic.startsWith('SAME')) {
      const missing = Math.max(0, (Math.ceil(length / stride) - 1) * stride + reach - length);
      before = automatic === 'SAME_UPPER' ? Math.floor(missing / 2) : Math.ceil(missing / 2);
      after = missing - before;
    }
    const steps = (length + before + after - reach) / stride;
    let output = (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
    // With ceil_mode a window must still begin in the input or in the padding before it.
    if (ceil && (output - 1) * stride >= length + before) output -= 1;
    return { before, after, output };
  });
  return {
    input: three(spatial, 1),
    output: three(
      axes.map(({ output }) => output),
      1,
    ),
    kernel: three(kernel, 1),
    strides: three(strides, 1),
    dilations: three(dilations, 1),
    before: three(
      axes.map(({ before }) => before),
      0,
    ),
    after: three(
      axes.map(({ after }) => after),
      0,
    ),
  };
}

/** The same window over a longer input that holds the padding too. */
export function overPadding(window: Window3): Window3 {
  const padded = window.input.map((length, i) => length + (window.before[i] ?? 0) + (window.after[i] ?? 0));
  return { ...window, input: three(padded, 1), before: [0, 0, 0], after: [0, 0, 0] };
}

/**
 * Calls `visit` once for each tap of the kernel and each row of the output that this tap reaches, taps in row-major
 * order: output elements y, y + 1, … (`count` of them) read input elements x, x + step, …
 */
export function forEachRow(
  { input, output, kernel, strides, dilations, before }: Window3,
  visit: (tap: number, x: number, y: number, count: number, step: number) => void,
): void {
  const [inDepth, inHeight, inWidth] = input;
  const [outDepth, outHeight, outWidth] = output;
  const [strideD, strideH, strideW] = strides;
  let tap = 0;
  for (let kd = 0; kd < kernel[0]; kd++) {
    for (let kh = 0; kh < kernel[1]; kh++) {
      for (let kw = 0; kw < kernel[2]; kw++, tap++) {
        const offset = kw * dilations[2] - before[2]; // column x of the input is column (x − offset) / stride
        const first = Math.max(0, Math.ceil(-offset / strideW));
        const last = Math.min(outWidth - 1, Math.floor((inWidth - 1 - offset) / strideW));
        if (last < first) continue;
        for (let od = 0; od < outDepth; od++) {
          const d = od * strideD + kd * dilations[0] - before[0];
          if (d < 0 || d >= inDepth) continue;
          for (let oh = 0; oh < outHeight; oh++) {
            const h = oh * strideH + kh * dilations[1] - before[1];
            if (h < 0 || h >= inHeight) continue;
            const x = (d * inHeight + h) * inWidth + first * strideW + offset;
            visit(tap, x, (od * outHeight + oh) * outWidth + first, last - first + 1, strideW);
          }
        }
      }
    }
  }
}
