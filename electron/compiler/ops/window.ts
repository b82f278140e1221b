import { intAttribute, intsAttribute, stringAttribute } from '../graph/attributes.ts';
import type { Node } from '../graph/graph.ts';

/**
 * How a window slides over an input: one number per spatial axis each, so [2] for a picture.
 *
 *     output = (input + before + after − reach) / stride + 1        reach = dilation · (kernel − 1) + 1
 *
 * rounded down, or up with ceil_mode, where a window must still begin inside the input or the padding before it.
 *
 * @see ONNX, MaxPool-12 and Conv-11; Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016
 */
export interface Window {
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Rows that one window spans, its holes included. */
  readonly reach: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** `before` and `after` as the attribute has them. */
  readonly pads: readonly number[];
  /** Trailing rows of the padded input that no window reads, because the stride steps over them. */
  readonly unread: readonly number[];
  /** Rows by which the last window sticks out of the padded input; only with ceil_mode. */
  readonly overhang: readonly number[];
}

/** What is stated of one spatial axis. */
interface Axis {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly reach: number;
}

/**
 * The window of Conv or a pool.
 *
 * @param x       [N, C, ...spatial]
 * @param kernel  per spatial axis; of a pool the attribute kernel_shape
 */
export function windowOf(node: Node, x: readonly number[], kernel: readonly number[]): Window {
  const axes = axesOf(node, x, kernel);
  const pads = axes.map((axis, i) => padsOf(node, axis, i, axes.length));
  const ceil = intAttribute(node, 'ceil_mode', 0) === 1;
  const output = axes.map((axis, i) => outputOf(axis, pads[i] ?? [0, 0], ceil));
  return withRest(axes, output, pads);
}

/** The window of a pool. */
export const poolWindowOf = (node: Node, x: readonly number[]): Window =>
  windowOf(node, x, intsAttribute(node, 'kernel_shape') ?? []);

/**
 * The window of the Conv whose adjoint a ConvTranspose is: its `input` is what ConvTranspose makes, its `output` what
 * ConvTranspose reads, and `unread` is output_padding.
 *
 * @param x  what ConvTranspose reads, [N, C, ...spatial]
 * @see ONNX, ConvTranspose-11, on auto_pad and output_shape; a wish for more than there is adds zeros at the end
 */
export function transposedWindowOf(node: Node, x: readonly number[], kernel: readonly number[]): Window {
  const axes = axesOf(node, x, kernel);
  const padding = intsAttribute(node, 'output_padding') ?? [];
  const automatic = stringAttribute(node, 'auto_pad', 'NOTSET');
  const wished = intsAttribute(node, 'output_shape')?.slice(-axes.length);
  const full = axes.map(({ input, stride, reach }, i) => (input - 1) * stride + reach + (padding[i] ?? 0));
  const pads = axes.map((axis, i): Pads => {
    const goal = wished?.[i] ?? (automatic.startsWith('SAME') ? axis.input * axis.stride : null);
    if (goal === null) return padsOf(node, axis, i, axes.length);
    return halves(Math.max(0, (full[i] ?? 0) - goal), automatic !== 'SAME_UPPER');
  });
  const made = pads.map(([before, after], i) => wished?.[i] ?? (full[i] ?? 0) - before - after);
  const x3 = axes.map(({ input }) => input);
  return withRest(
    axes.map((axis, i) => ({ ...axis, input: made[i] ?? 0 })),
    x3,
    pads,
  );
}

/** @throws graph/bad-node, through `refuse`, where the node's attributes make no sense or no window fits */
export function fitted(window: Window, node: Node, refuse: (reason: string) => never): Window {
  const { kernel, strides, dilations, reach, pads, before, after, input, output } = window;
  const rank = input.length;
  for (const name of ['kernel_shape', 'strides', 'dilations', 'output_padding']) {
    const count = intsAttribute(node, name)?.length ?? rank;
    if (count !== rank) refuse(`${name} speaks of ${count} axes where there are ${rank}`);
  }
  if ((intsAttribute(node, 'pads')?.length ?? 2 * rank) !== 2 * rank)
    refuse(`pads are not two for each of ${rank} axes`);
  if ([...kernel, ...strides, ...dilations].some((n) => n < 1)) refuse('a kernel, stride or dilation is less than 1');
  if (pads.some((n) => n < 0)) refuse('its padding is negative');
  const padded = input.map((length, i) => length + (before[i] ?? 0) + (after[i] ?? 0));
  if (output.some((length) => length < 1))
    refuse(`the window ${reach.join('×')} is larger than the padded input ${padded.join('×')}`);
  return window;
}

type Pads = readonly [before: number, after: number];

function axesOf(node: Node, x: readonly number[], kernel: readonly number[]): Axis[] {
  const strides = intsAttribute(node, 'strides') ?? [];
  const dilations = intsAttribute(node, 'dilations') ?? [];
  return x.slice(2).map((input, i) => {
    const [taps, stride, dilation] = [kernel[i] ?? 1, strides[i] ?? 1, dilations[i] ?? 1];
    return { input, kernel: taps, stride, dilation, reach: dilation * (taps - 1) + 1 };
  });
}

function padsOf(node: Node, { input, stride, reach }: Axis, i: number, rank: number): Pads {
  const automatic = stringAttribute(node, 'auto_pad', 'NOTSET');
  if (automatic === 'VALID') return [0, 0];
  if (automatic === 'SAME_UPPER' || automatic === 'SAME_LOWER') {
    const goal = Math.ceil(input / stride);
    const missing = (goal - 1) * stride + reach - input;
    // Where the stride steps over more than one row, ONNX Runtime pads by a negative number; `fitted` refuses that.
    return halves(missing < -1 ? missing : Math.max(0, missing), automatic === 'SAME_LOWER');
  }
  const pads = intsAttribute(node, 'pads') ?? [];
  return [pads[i] ?? 0, pads[i + rank] ?? 0];
}

/** Splits padding in two; the odd one goes before or after. */
const halves = (total: number, oddBefore: boolean): Pads => {
  const [less, more] = [Math.floor(total / 2), Math.ceil(total / 2)];
  return oddBefore ? [more, less] : [less, more];
};

function outputOf({ input, stride, reach }: Axis, [before, after]: Pads, ceil: boolean): number {
  const steps = (input + before + after - reach) / stride;
  if (!ceil) return Math.floor(steps) + 1;
  const output = Math.ceil(steps) + 1;
  return (output - 1) * stride >= input + before ? output - 1 : output;
}

function withRest(axes: readonly Axis[], output: readonly number[], pads: readonly Pads[]): Window {
  const before = pads.map(([b]) => b);
  const after = pads.map(([, a]) => a);
  const rest = axes.map(({ input, stride, reach }, i) => {
    const padded = input + (before[i] ?? 0) + (after[i] ?? 0);
    return padded - ((output[i] ?? 0) - 1) * stride - reach;
  });
  return {
    input: axes.map(({ input }) => input),
    output,
    kernel: axes.map(({ kernel }) => kernel),
    strides: axes.map(({ stride }) => stride),
    dilations: axes.map(({ dilation }) => dilation),
    reach: axes.map(({ reach }) => reach),
    before,
    after,
    pads: [...before, ...after],
    unread: rest.map((rows) => Math.max(0, rows)),
    overhang: rest.map((rows) => Math.max(0, -rows)),
  };
}
