/**
 * Average precision of a ranking without interpolation: Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores, falling. Examples of
 * equal score are believed together, so that their order does not matter.
 *
 * @param scores    [N] larger is surer
 * @param relevant  [N] 1 for what should rank high, else 0
 * @returns         0 to 1; NaN where nothing is relevant
 * @see             scikit-learn, `average_precision_score`
 */
export function rankingPrecision(scores: ArrayLike<number>, relevant: ArrayLike<number>): number {
  const order = Int32Array.from(scores, (_, index) => index).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const positives = order.reduce((sum, index) => sum + (relevant[index] ?? 0), 0);
  let [found, foundBefore, area] = [0, 0, 0];
  for (const [rank, index] of order.entries()) {
    found += relevant[index] ?? 0;
    const next = order[rank + 1];
    if (next !== undefined && scores[next] === scores[index]) continue;
    area += (found - foundBefore) * (found / (rank + 1));
    foundBefore = found;
  }
  return area / positives;
}
