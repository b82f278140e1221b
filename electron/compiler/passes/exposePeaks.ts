import { fail } from '../graph/errors.ts';
import type { Graph } from '../graph/graph.ts';
import { Extension } from './extension.ts';

/** Names of the outputs that say how strongly, and where, a channel fires most. */
export const peakNames = (tap: string): { readonly peak: string; readonly place: string } => ({
  peak: `${tap}/peak`,
  place: `${tap}/place`,
});

/**
 * Ends a network with the strongest activation of each channel of some layers: for a tap [N, C, H, W] `<tap>/peak` [N, C],
 * and `<tap>/place` [N, C], int64, its position as row · W + column; for a tap [N, C] the numbers themselves, at place 0.
 * A peak that stands at several positions is told at the first.
 *
 * @throws graph/unknown-value, graph/unfit-value  a tap is not there, or has other axes
 */
export function exposePeaks(graph: Graph, taps: readonly string[]): Graph {
  const emit = new Extension(graph);
  const outputs = taps.flatMap((tap) => {
    const [n = 0, channels = 0, ...places] = emit.dims(emit.value(tap, [2, 4]));
    if (channels === 0) fail('graph/unfit-value', { value: tap, reason: 'it has no channels.' });
    const rows = emit.reshape(tap, [n, channels, places.reduce((product, length) => product * length, 1)]);
    const names = peakNames(tap);
    const axes = emit.ints([2]);
    const peak = emit.named(emit.op('ReduceMax', [rows, axes], { keepdims: 0 }), names.peak);
    const place = emit.named(emit.op('ArgMax', [rows], { axis: 2, keepdims: 0 }), names.place);
    return [peak, place].map((name) => emit.output(name));
  });
  return emit.applied(outputs, 'exposePeaks');
}
