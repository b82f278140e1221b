/** One number of a network that is asked about. */
export interface Unit {
  /** The value of the graph that it is a part of. */
  readonly value: string;
  /** Form of the value for one picture, [1, C, …]. */
  readonly dims: readonly number[];
  readonly channel: number;
  /** Which position of the channel, row after row; mean: of all of them. */
  readonly place: number | 'mean';
}

/** [1, C], [1, C, rows, columns], or [1, 1, 1, C] */
export function formOf(dims: readonly number[]): { readonly channels: number; readonly positions: number } {
  const own = dims.slice(1);
  const wide = own.filter((length) => length !== 1);
  // What has no places may have its channels anywhere.
  const channels = wide.length <= 1 ? (wide[0] ?? 1) : (own[0] ?? 1);
  return { channels, positions: own.reduce((product, length) => product * length, 1) / channels };
}

/** [positions] of one channel of one picture. */
export function mapIn(values: Float32Array, dims: readonly number[], channel: number): Float32Array {
  const { positions } = formOf(dims);
  return values.subarray(channel * positions, (channel + 1) * positions);
}

/** @param values  of one picture */
export function scoreIn(values: Float32Array, { dims, channel, place }: Unit): number {
  const map = mapIn(values, dims, channel);
  return place === 'mean' ? map.reduce((sum, value) => sum + value, 0) / map.length : (map[place] ?? 0);
}

/** What the value is multiplied by so that the sum is the unit, times `weight`: of one picture. */
export function seedFor({ dims, channel, place }: Unit, weight = 1): Float32Array {
  const { channels, positions } = formOf(dims);
  const seed = new Float32Array(channels * positions);
  if (place === 'mean') seed.fill(weight / positions, channel * positions, (channel + 1) * positions);
  else seed[channel * positions + place] = weight;
  return seed;
}

/** Index of the largest; of equals the first. */
export function largestIn(values: ArrayLike<number>): number {
  let largest = 0;
  for (let at = 1; at < values.length; at += 1) if ((values[at] ?? 0) > (values[largest] ?? 0)) largest = at;
  return largest;
}
