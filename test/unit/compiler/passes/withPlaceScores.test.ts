import { expect, test } from 'vitest';
import { Emit, graphOf, seeded, tensorValue, withPlaceScores } from '../../../../electron/compiler/index.ts';
import { evaluate, tensor64, type Tensor64 } from '../../../../electron/reference/index.ts';

const seed = Number(process.env['SEED'] ?? 3);
const [maps, classes, rows, columns] = [2, 5, 3, 4];
const places = rows * columns;

function scored(kind: 'logits' | 'probabilities', values: Float64Array): ReadonlyMap<string, Tensor64> {
  const emit = new Emit(null);
  const x = emit.fresh('x');
  const y = emit.op('Identity', [x]);
  const dims = [maps, classes, rows, columns];
  const graph = graphOf('scores', emit, [tensorValue(x, 'float32', dims)], [tensorValue(y, 'float32', dims)]);
  const made = withPlaceScores(graph, { kind, classes: [3, 0], uncertainty: true });
  return evaluate(made, new Map([[x, tensor64(dims, values)]]));
}

test.each(['logits', 'probabilities'] as const)('says of %s what the whole row of classes says', (kind) => {
  const rng = seeded(seed);
  const logits = Float64Array.from({ length: maps * classes * places }, () => Math.fround(4 * rng() - 2));
  const at = (map: number, index: number, place: number): number => (map * classes + index) * places + place;
  const shares = logits.slice();
  for (let map = 0; map < maps; map++)
    for (let place = 0; place < places; place++) {
      const row = Array.from({ length: classes }, (_, index) => Math.exp(logits[at(map, index, place)]!));
      const sum = row.reduce((a, b) => a + b, 0);
      row.forEach((value, index) => (shares[at(map, index, place)] = value / sum));
    }
  const outputs = scored(kind, kind === 'logits' ? logits : shares);
  for (let map = 0; map < maps; map++)
    for (let place = 0; place < places; place++) {
      const row = Array.from({ length: classes }, (_, index) => shares[at(map, index, place)]!);
      const read = (name: string, channel = 0, of = 1): number =>
        outputs.get(name)!.values[(map * of + channel) * places + place]!;
      const entropy = -row.reduce((sum, share) => sum + share * Math.log(share), 0) / Math.log(classes);
      expect(read('class'), `SEED=${seed}`).toBe(row.indexOf(Math.max(...row)));
      expect(read('probability')).toBeCloseTo(Math.max(...row), 6);
      expect(read('uncertainty')).toBeCloseTo(entropy, 6);
      expect(read('maps', 0, 2)).toBeCloseTo(row[3]!, 6);
      expect(read('maps', 1, 2)).toBeCloseTo(row[0]!, 6);
    }
});
