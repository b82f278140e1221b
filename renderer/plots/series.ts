/** A line of a plot. */
export interface Series {
  readonly name: string;
  /** In the order of x. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** first, second: told apart by color, dash and the shape of their points · ground: a thin line behind them. */
  readonly look: 'first' | 'second' | 'ground';
}

/** A place on x worth knowing, with its word. */
export interface Mark {
  readonly x: number;
  readonly words: string;
}

/** So many points at most: neighbors are averaged where there are more. */
export function thinned(points: Series['points'], most: number): Series['points'] {
  const size = Math.ceil(points.length / most);
  if (size <= 1) return points;
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => {
    const bucket = points.slice(i * size, (i + 1) * size);
    const mean = (pick: (point: { x: number; y: number }) => number): number =>
      bucket.reduce((sum, point) => sum + pick(point), 0) / bucket.length;
    return { x: mean(({ x }) => x), y: mean(({ y }) => y) };
  });
}
