import { stringAttribute } from '../graph/attributes.ts';
import type { TypedEmit } from '../graph/typedEmit.ts';
import { withLength } from '../ops/axis.ts';
import { padsOf, type Padding } from '../ops/padding.ts';
import type { GradientContext, GradientRules } from './define.ts';
import { numbersIn } from './known.ts';
import { affordable } from './limit.ts';

export const Pad: GradientRules = {
  // What was put on shows nothing of X (constant), or again what X has inside (reflect, edge, wrap).
  data: (context) => {
    const { node, dY, emit } = context;
    const padding = paddingOf(context);
    const mode = stringAttribute(node, 'mode', 'constant');
    return mode === 'constant' ? withoutBorder(emit, dY, padding) : foldedIn(context, padding, mode);
  },

  // The constant stands at every place of the border.
  constant_value: (context) => {
    const { node, dY, input, shape, emit } = context;
    const inside = emit.filled(shape(input('data')), 0, emit.type(dY).dtype);
    const [, pads = '', , axes] = node.inputs;
    const border = emit.op('Pad', [inside, pads, emit.scalar(1, dY), ...(axes === undefined ? [] : [axes])]);
    const sum = emit.sum(
      emit.mul(dY, border),
      shape(dY).map((_, axis) => axis),
    );
    return emit.reshape(sum, shape(input('constant_value')));
  },
};

function paddingOf(context: GradientContext): Padding {
  const rank = context.shape(context.input('data')).length;
  return padsOf(rank, numbersIn(context, 'pads') ?? [], numbersIn(context, 'axes'));
}

/** Cuts off what was put on and puts zeros where something was taken away. */
function withoutBorder(emit: TypedEmit, dY: string, { before, after }: Padding): string {
  const cut = before.reduce((x, count, axis) => {
    const length = emit.dims(x)[axis] ?? 0;
    const end = length - Math.max(0, after[axis] ?? 0);
    return count > 0 || end < length ? emit.slice(x, axis, Math.max(0, count), end) : x;
  }, dY);
  const missing = (counts: readonly number[]): number[] => counts.map((count) => Math.max(0, -count));
  return emit.pad(cut, missing(before), missing(after));
}

/** Adds each place of the result to the place of X that it shows, one axis after the other. */
function foldedIn({ dY, input, shape, emit }: GradientContext, { before, after }: Padding, mode: string): string {
  return shape(input('data')).reduce((x, length, axis) => {
    const [first, last] = [before[axis] ?? 0, after[axis] ?? 0];
    if (first === 0 && last === 0) return x;
    affordable((length + first + last) * Math.ceil((first + last) / length), input('data'));
    const shown = Array.from({ length: length + first + last }, (_, i) => shownAt(i - first, length, mode));
    return runsOf(shown)
      .map((run) => laidBack(emit, x, axis, run, length))
      .reduce((a, b) => emit.add(a, b));
  }, dY);
}

/** Neighbors in the result, from `at` on, that show the places first, first + step, … of X. */
interface Run {
  readonly at: number;
  readonly first: number;
  /** 1: as in X; −1: mirrored; 0: the same place again and again */
  readonly step: number;
  readonly count: number;
}

/** [2 1 0 1 2 3 2] is three runs: 2 1 0, then 1 2 3, then 2. */
function runsOf(shown: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < shown.length; at += runs.at(-1)?.count ?? 1) {
    const first = shown[at] ?? 0;
    const step = (shown[at + 1] ?? first + 1) - first;
    const isRun = Math.abs(step) <= 1;
    let count = 1;
    while (isRun && shown[at + count] === first + count * step) count++;
    runs.push({ at, first, step: count === 1 ? 1 : step, count });
  }
  return runs;
}

/** The gradient of one run at its places in X, zeros elsewhere. */
function laidBack(emit: TypedEmit, x: string, axis: number, { at, first, step, count }: Run, length: number): string {
  const part = step < 0 ? mirrored(emit, x, axis, at, count) : emit.slice(x, axis, at, at + count);
  const own = step === 0 ? emit.sum(part, [axis], 1) : part;
  const lowest = step < 0 ? first - count + 1 : first;
  const none = emit.dims(own).map(() => 0);
  const above = length - lowest - (emit.dims(own)[axis] ?? 0);
  return emit.pad(own, withLength(none, axis, lowest), withLength(none, axis, above));
}

/**
 * x[at : at + count] from the last to the first. In two steps, because the WebGPU provider begins a backward slice at
 * the last place whatever its start says; and counted from the back, because −1 as an end would mean the last place.
 */
function mirrored(emit: TypedEmit, x: string, axis: number, at: number, count: number): string {
  return emit.slice(emit.slice(x, axis, at, at + count), axis, -1, -1 - count, -1);
}

/** The place of X, 0 … length − 1, that stands at a place inside or outside. */
function shownAt(place: number, length: number, mode: string): number {
  if (mode === 'edge') return Math.min(Math.max(place, 0), length - 1);
  const period = mode === 'wrap' ? length : Math.max(1, 2 * (length - 1));
  const turned = ((place % period) + period) % period;
  return mode === 'reflect' && turned >= length ? period - turned : turned;
}
