import { expect, test } from 'vitest';
import { seeded } from '../../../electron/compiler/index.ts';
import { tilesAlong } from '../../../electron/runner/vision/index.ts';

const seed = Number(process.env['SEED'] ?? 3);

test('every position is answered for once, by a tile in which it sees no end but those of the row', () => {
  const rng = seeded(seed);
  const draw = (most: number): number => Math.floor(rng() * most);
  for (let round = 0; round < 300; round++) {
    const halo = { before: draw(12), after: draw(12) };
    const [length, tile] = [1 + draw(200), halo.before + halo.after + 1 + draw(60)];
    const spans = tilesAlong(length, tile, halo);
    let next = 0;
    for (const { start, from, to } of spans) {
      expect(from, `SEED=${seed}`).toBe(next);
      expect(to).toBeGreaterThan(from);
      expect(start === 0 || from - start >= halo.before).toBe(true);
      expect(start + tile >= length || start + tile - to >= halo.after).toBe(true);
      expect(start).toBeGreaterThanOrEqual(0);
      expect(start + tile <= length || spans.length === 1).toBe(true);
      next = to;
    }
    expect(next).toBe(length);
  }
});

test('a tile that is all halo is refused', () => {
  expect(() => tilesAlong(100, 8, { before: 4, after: 4 })).toThrow('longer than its halo');
});
