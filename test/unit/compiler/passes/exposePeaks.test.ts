import { expect, test } from 'vitest';
import { exposePeaks, exposeTaps, GraphError, peakNames } from '../../../../electron/compiler/index.ts';
import { evaluate } from '../../../../electron/reference/index.ts';
import { drawnFeeds, smallCnn } from '../../../support/passes.ts';

const graph = smallCnn({ batch: 2, side: 10 });
const feeds = drawnFeeds(graph);

test.each(['relu_2', 'flatten'])('the peaks of %s are its largest numbers, where they stand first', (tap) => {
  const values = evaluate(exposeTaps(graph, [tap]), feeds).get(tap);
  const peaks = exposePeaks(graph, [tap]);
  const told = evaluate(peaks, feeds);
  const [batch = 0, channels = 0, ...sides] = values?.dims ?? [];
  const length = sides.reduce((product, side) => product * side, 1);
  const { peak, place } = peakNames(tap);
  expect(told.get(peak)?.dims).toEqual([batch, channels]);
  for (let at = 0; at < batch * channels; at += 1) {
    const own = Array.from(values?.values ?? []).slice(at * length, (at + 1) * length);
    const most = Math.max(...own);
    expect(told.get(peak)?.values[at]).toBe(most);
    expect(Number(told.get(place)?.values[at])).toBe(own.indexOf(most));
  }
});

test('a value that is not there is named', () => {
  expect(() => exposePeaks(graph, ['nowhere'])).toThrow(GraphError);
});
