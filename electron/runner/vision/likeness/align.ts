import { sketchSide, type Part } from './sketch.ts';

/**
 * Correlation of light from which two aligned pictures show the same. Of 5.2 million pairs of different photos
 * (`npm run bench:duplicates`) none that is not a moment or a scan of the same was as alike.
 */
export const sameFrom = 0.96;

/** Cells of a side at which two pictures are compared. */
const samples = 16;
/** Steps of the search for the best place, as shares of a side. */
const steps = [0.03, 0.015, 0.0075];
/** How far a picture may reach out of the other one, as a share of a side, and how much of it must not. */
const mostOutside = 0.15;
const leastInside = 0.7;
/** Below this a pair is given up where the search begins: aligning brought none from there to `sameFrom`. */
const hopeFrom = 0.8;

/** Left, top, right and bottom of a part, as shares of a side. */
type Sides = [number, number, number, number];

/**
 * Whether a picture shows what a part of another shows: the correlation of light after alignment reaches `sameFrom`. The
 * search begins at `part` and moves its four sides, one after the other, by ever smaller steps, until it is reached or no
 * step is better. Brightness and contrast do not matter to a correlation.
 *
 * @param whole  [32, 32] the picture that may have been cut
 * @param other  [32, 32] the one that it may be a part of
 */
export function showsTheSame(whole: Uint8Array, other: Uint8Array, part: Part): boolean {
  const light = sampled(whole);
  let sides: Sides = [part.left, part.top, part.right, part.bottom];
  let best = correlation(light, other, sides);
  if (best < hopeFrom) return false;
  for (const step of steps) {
    for (let improved = true; improved && best < sameFrom;) {
      improved = false;
      for (const moved of moves(sides, step)) {
        const likeness = correlation(light, other, moved);
        if (likeness <= best) continue;
        [best, sides, improved] = [likeness, moved, true];
        break;
      }
    }
  }
  return best >= sameFrom;
}

/** Every side moved by a step in or out, and the whole part moved by a step. */
function* moves([left, top, right, bottom]: Sides, step: number): Generator<Sides> {
  for (const by of [step, -step]) {
    const all: Sides[] = [
      [left + by, top, right, bottom],
      [left, top + by, right, bottom],
      [left, top, right + by, bottom],
      [left, top, right, bottom + by],
      [left + by, top, right + by, bottom],
      [left, top + by, right, bottom + by],
    ];
    for (const moved of all) if (isAllowed(moved)) yield moved;
  }
}

const isAllowed = ([left, top, right, bottom]: Sides): boolean =>
  Math.min(left, top) >= -mostOutside &&
  Math.max(right, bottom) <= 1 + mostOutside &&
  right - left >= leastInside &&
  bottom - top >= leastInside;

/** [16, 16] light in the middle of each cell of a coarser grid. */
function sampled(grey: Uint8Array): Float64Array {
  return Float64Array.from({ length: samples * samples }, (_, at) => {
    return lightAt(grey, ((at % samples) + 0.5) / samples, (Math.floor(at / samples) + 0.5) / samples);
  });
}

/** Pearson's correlation of the cells of a picture that lie in the other one; 0 where too few do, or one is plain. */
function correlation(light: Float64Array, other: Uint8Array, [left, top, right, bottom]: Sides): number {
  let [n, a, b, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < samples; row += 1) {
    const y = top + ((row + 0.5) / samples) * (bottom - top);
    if (y < 0 || y > 1) continue;
    for (let column = 0; column < samples; column += 1) {
      const x = left + ((column + 0.5) / samples) * (right - left);
      if (x < 0 || x > 1) continue;
      const p = light[row * samples + column] ?? 0;
      const q = lightAt(other, x, y);
      n += 1;
      a += p;
      b += q;
      aa += p * p;
      bb += q * q;
      ab += p * q;
    }
  }
  const spread = (aa - (a * a) / n) * (bb - (b * b) / n);
  return n < leastInside * samples * samples || spread <= 0 ? 0 : (ab - (a * b) / n) / Math.sqrt(spread);
}

/** Light at a place of a picture, shares of its sides, between the middles of its cells. */
function lightAt(grey: Uint8Array, x: number, y: number): number {
  const most = sketchSide - 1;
  const px = Math.min(most, Math.max(0, x * sketchSide - 0.5));
  const py = Math.min(most, Math.max(0, y * sketchSide - 0.5));
  const x0 = Math.min(most - 1, Math.floor(px));
  const y0 = Math.min(most - 1, Math.floor(py));
  const at = y0 * sketchSide + x0;
  const across = px - x0;
  const upper = (grey[at] ?? 0) * (1 - across) + (grey[at + 1] ?? 0) * across;
  const lower = (grey[at + sketchSide] ?? 0) * (1 - across) + (grey[at + sketchSide + 1] ?? 0) * across;
  return upper + (lower - upper) * (py - y0);
}
