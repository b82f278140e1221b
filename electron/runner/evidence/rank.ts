/**
 * Spearman's rank correlation of absolute values, −1 to 1; 0 where one of the two is the same everywhere. Equals share
 * their mean rank.
 *
 * @see Adebayo et al., "Sanity checks for saliency maps", NeurIPS 2018, section 3
 */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [ranksA, ranksB] = [ranksOf(a), ranksOf(b)];
  const middle = (a.length - 1) / 2;
  let [together, alone, other] = [0, 0, 0];
  for (const [at, rank] of ranksA.entries()) {
    const [x, y] = [rank - middle, (ranksB[at] ?? 0) - middle];
    together += x * y;
    alone += x * x;
    other += y * y;
  }
  return alone * other === 0 ? 0 : together / Math.sqrt(alone * other);
}

function ranksOf(values: ArrayLike<number>): Float64Array {
  const sizes = Float64Array.from({ length: values.length }, (_, at) => Math.abs(values[at] ?? 0));
  const order = Array.from(sizes.keys()).sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0));
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && sizes[order[to] ?? 0] === sizes[order[from] ?? 0]) to += 1;
    for (let at = from; at < to; at += 1) ranks[order[at] ?? 0] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}
