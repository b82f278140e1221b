// Successive halving: many configurations get a little, the better ones more.
//
// Source: Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS
// 2016, figure 1; as many are dropped as the budget grows, so that every round costs about the same.

export interface Halving<T> {
  readonly configurations: readonly T[];
  /** What one configuration may spend in each round, growing: epochs, photos. */
  readonly budgets: readonly number[];
  /** How well a configuration does with a budget; higher is better. It may continue where its last round ended. */
  readonly run: (configuration: T, budget: number) => Promise<number>;
}

export interface HalvingRound<T> {
  readonly configuration: T;
  readonly budget: number;
  readonly score: number;
}

/** @returns the best of the last round, the earlier of equals, and everything that was tried, in order */
export async function halve<T>({
  configurations,
  budgets,
  run,
}: Halving<T>): Promise<{ best: T; rounds: HalvingRound<T>[] }> {
  const rounds: HalvingRound<T>[] = [];
  let left = configurations;
  for (const [round, budget] of budgets.entries()) {
    const tried: HalvingRound<T>[] = [];
    for (const configuration of left) tried.push({ configuration, budget, score: await run(configuration, budget) });
    rounds.push(...tried);
    // A score that is no number is a run that failed: it ranks last.
    const rank = ({ score }: HalvingRound<T>): number => (Number.isNaN(score) ? -Infinity : score);
    const ranked = tried.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
    const growth = (budgets[round + 1] ?? budget) / budget;
    left = ranked.slice(0, Math.max(1, Math.ceil(left.length / growth))).map(({ configuration }) => configuration);
  }
  const [best] = left;
  if (best === undefined || budgets.length === 0) throw new Error('Halving needs a configuration and a budget.');
  return { best, rounds };
}
