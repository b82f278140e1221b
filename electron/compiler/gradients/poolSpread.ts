import { elements } from '../graph/graph.ts';
import { tensorFrom } from '../graph/tensor.ts';
import type { TypedEmit } from '../graph/typedEmit.ts';
import type { Window } from '../ops/window.ts';

/**
 * The adjoint of summing over windows: each element of g is added to every element that its window read.
 *
 * @param g  [N, C, ...window.output] → [N, C, ...window.input]
 */
export function spread(emit: TypedEmit, g: string, window: Window): string {
  const { kernel, strides, dilations, before, after, overhang, unread } = window;
  const [batch = 0, channels = 0] = emit.dims(g);
  const ones = emit.filled([1, 1, ...kernel], 1, emit.type(g).dtype);
  const planes = emit.reshape(g, [batch * channels, 1, ...window.output]);
  const pads = [...before, ...after.map((rows, i) => rows + (overhang[i] ?? 0))];
  const attributes = { strides, dilations, pads, output_padding: unread };
  return emit.reshape(emit.op('ConvTranspose', [planes, ones], attributes), [batch, channels, ...window.input]);
}

/** What AveragePool divides by, [1, 1, ...output]: elements of each window that are inside the input, or the padded input. */
export function countsOf(emit: TypedEmit, window: Window, includePad: boolean, like: string): string {
  const perAxis = window.output.map((length, axis) =>
    Array.from({ length }, (_, at) => countAlong(window, axis, at, includePad)),
  );
  const counts = perAxis.reduce((all, axis) => all.flatMap((a) => axis.map((b) => a * b)), [1]);
  return emit.constant(tensorFrom('counts', emit.type(like).dtype, [1, 1, ...window.output], counts));
}

/** Taps of the window at one position along one axis that count. */
function countAlong(window: Window, axis: number, at: number, includePad: boolean): number {
  const { input, kernel, strides, dilations, before, after } = window;
  const start = at * (strides[axis] ?? 1) - (before[axis] ?? 0);
  const [from, to] = includePad
    ? [-(before[axis] ?? 0), (input[axis] ?? 0) + (after[axis] ?? 0)]
    : [0, input[axis] ?? 0];
  const taps = Array.from({ length: kernel[axis] ?? 1 }, (_, tap) => start + tap * (dilations[axis] ?? 1));
  return taps.filter((row) => row >= from && row < to).length;
}

/** Whether every window divides by the same number, and by which: else null. */
export const commonCount = (window: Window, includePad: boolean): number | null =>
  window.overhang.every((rows) => rows === 0) && (includePad || window.pads.every((rows) => rows === 0))
    ? elements(window.kernel)
    : null;
