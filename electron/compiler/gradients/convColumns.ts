import { elements } from '../graph/graph.ts';
import { intTensor } from '../graph/tensor.ts';
import type { TypedEmit } from '../graph/typedEmit.ts';
import type { Window } from '../ops/window.ts';
import type { CorrelationWay } from './correlation.ts';
import { channelsLast, tapsOf } from './layout.ts';
import { affordable } from './limit.ts';

// What a window sees is gathered row by row, a row being the channels of one place. ONNX Runtime gathers on all threads
// and in one go, where slices are cut and joined on one. Behind the last place lies a row of zeros, for the padding.

/** All that each position sees, [N·P, T·C]. X [N, C, H, W]. */
export function columnsOf(emit: TypedEmit, x: string, window: Window): string {
  const [batch = 0, channels = 0] = emit.dims(x);
  const places = placesSeen(window, x);
  const count = elements(window.input);
  const seen = gathered(emit, rowsOf(emit, x, places.includes(count)), places);
  return emit.reshape(seen, [batch * elements(window.output), elements(window.kernel) * channels]);
}

/** One product [M, N·P] · [N·P, T·C] of everything that was seen; takes T times the memory of X. */
export const gatheredColumns: CorrelationWay = {
  name: 'gathered',
  compute: ({ emit, x, dY, window, batch, channels, maps, taps, positions }) => {
    const dy = emit.reshape(channelsLast(emit, dY), [batch * positions, maps]);
    const all = emit.op('Gemm', [dy, columnsOf(emit, x, window)], { transA: 1 });
    const tapsLast = emit.transpose(emit.reshape(all, [maps, taps, channels]), [0, 2, 1]);
    return emit.reshape(tapsLast, [maps, channels, ...window.kernel]);
  },
};

/**
 * dX of a Conv: what every tap of every position gives back, [N·P, M] · [M, T·C], and for each place the sum of those
 * that reach it.
 */
export function gatheredBack(emit: TypedEmit, dY: string, w: string, window: Window): string {
  const [batch = 0, maps = 0] = emit.dims(dY);
  const [, channels = 0] = emit.dims(w);
  const [taps, positions] = [elements(window.kernel), elements(window.output)];
  // Rows of zeros go through the product as they are, which is cheaper than to add them behind it.
  const dy = emit.reshape(rowsOf(emit, dY, true), [batch * (positions + 1), maps]);
  const kernel = emit.reshape(emit.transpose(emit.reshape(w, [maps, channels, taps]), [0, 2, 1]), [
    maps,
    taps * channels,
  ]);
  const given = emit.reshape(emit.matmul(dy, kernel), [batch, (positions + 1) * taps, channels]);
  const { places, reaching } = placesReaching(window, dY);
  const back = gathered(emit, given, places);
  const count = elements(window.input);
  const sum = emit.sum(emit.reshape(back, [batch, count, reaching, channels]), [2]);
  return emit.reshape(emit.transpose(sum, [0, 2, 1]), [batch, channels, ...window.input]);
}

/** [N, C, H, W] → [N, H·W, C], with a row of zeros behind if wanted. */
function rowsOf(emit: TypedEmit, x: string, withZeros: boolean): string {
  const [batch = 0, channels = 0, ...spatial] = emit.dims(x);
  const rows = emit.reshape(channelsLast(emit, x), [batch, elements(spatial), channels]);
  return withZeros ? emit.pad(rows, [0, 0, 0], [0, 1, 0]) : rows;
}

const gathered = (emit: TypedEmit, rows: string, places: readonly number[]): string =>
  emit.op('Gather', [rows, emit.constant(intTensor('places', [places.length], places))], { axis: 1 });

/**
 * For each position and tap the place of the input that it sees, in row-major order; behind the last for none.
 *
 * @param value  what is differentiated
 * @throws graph/too-large
 */
function placesSeen(window: Window, value: string): readonly number[] {
  const { input, output, kernel, strides, dilations, before } = window;
  affordable(elements(output) * elements(kernel), value);
  return tapsOf(output).flatMap((position) =>
    tapsOf(kernel).map((tap) =>
      placeIn(
        input,
        position.map((p, i) => p * (strides[i] ?? 1) + (tap[i] ?? 0) * (dilations[i] ?? 1) - (before[i] ?? 0)),
      ),
    ),
  );
}

/**
 * For each place of the input the taps of positions that see it, as position · T + tap. Each place has `reaching` of
 * them, as many as the most seen has; those that it lacks are of the row of zeros.
 */
function placesReaching(
  window: Window,
  value: string,
): { readonly places: readonly number[]; readonly reaching: number } {
  const nothing = elements(window.output) * elements(window.kernel);
  const reached = Array.from({ length: elements(window.input) }, (): number[] => []);
  for (const [at, place] of placesSeen(window, value).entries()) reached[place]?.push(at);
  const reaching = Math.max(1, ...reached.map(({ length }) => length));
  const places = reached.flatMap((own) => [...own, ...Array<number>(reaching - own.length).fill(nothing)]);
  return { places, reaching };
}

function placeIn(lengths: readonly number[], place: readonly number[]): number {
  const isInside = place.every((at, i) => at >= 0 && at < (lengths[i] ?? 0));
  return isInside ? place.reduce((sum, at, i) => sum * (lengths[i] ?? 0) + at, 0) : elements(lengths);
}
