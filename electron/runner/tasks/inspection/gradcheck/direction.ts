import { tensor64, type Tensor64 } from '../../../../reference/index.ts';

/** Some numbers of a tensor and how far each is moved. */
export interface Direction {
  readonly places: Int32Array;
  /** [places], of size 0.5 to 1 times the step, either way. */
  readonly moves: Float64Array;
}

/**
 * Draws a direction in which to move a tensor.
 *
 * @param limit  so many numbers are moved at most: fewer are less likely to meet a kink
 * @param step   how far, in the tensor's own unit
 */
export function drawDirection({ values }: Tensor64, limit: number, step: number, rng: () => number): Direction {
  const count = Math.min(limit, values.length);
  const places = count === values.length ? Int32Array.from(values.keys()) : somePlaces(values.length, count, rng);
  const moves = Float64Array.from(places, () => step * (rng() < 0.5 ? -1 : 1) * (0.5 + rng() / 2));
  return { places, moves };
}

function somePlaces(length: number, count: number, rng: () => number): Int32Array {
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(Math.floor(rng() * length));
  return Int32Array.from(chosen);
}

/** The tensor moved `times` the direction. */
export function moved({ dims, values, dtype }: Tensor64, { places, moves }: Direction, times: number): Tensor64 {
  const result = values.slice();
  places.forEach((place, i) => (result[place] = (result[place] ?? 0) + times * (moves[i] ?? 0)));
  return tensor64(dims, result, dtype);
}

/** ⟨gradient, direction⟩ and the root of the sum of the squares of what is added up. */
export function along(gradient: Tensor64, { places, moves }: Direction): { slope: number; size: number } {
  let [slope, squares] = [0, 0];
  places.forEach((place, i) => {
    const product = (gradient.values[place] ?? 0) * (moves[i] ?? 0);
    slope += product;
    squares += product * product;
  });
  return { slope, size: Math.sqrt(squares) };
}

/** Root of the mean of the squares; 1 for nothing but zeros. */
export function typicalSize({ values }: Tensor64): number {
  const squares = values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(squares / Math.max(1, values.length)) || 1;
}
