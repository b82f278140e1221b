import { stridesOf, type Tensor64 } from '../tensor64.ts';

/** Calls `visit` with each line of numbers along an axis, the places of its numbers, and the line's number. */
export function forEachLine(
  x: Tensor64,
  said: number,
  visit: (line: readonly number[], places: readonly number[], count: number) => void,
): void {
  const axis = said < 0 ? said + x.dims.length : said;
  const [length, step] = [x.dims[axis] ?? 1, stridesOf(x.dims)[axis] ?? 1];
  let count = 0;
  for (let first = 0; first < x.values.length; first++) {
    if (Math.floor(first / step) % length !== 0) continue;
    const places = Array.from({ length }, (_, i) => first + i * step);
    visit(
      places.map((place) => x.values[place] ?? 0),
      places,
      count++,
    );
  }
}
