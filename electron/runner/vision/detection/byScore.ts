/** The surest first; of equal scores the one given earlier. Every rule of this folder ranks like this. */
export const byScore = <T extends { readonly score: number }>(found: readonly T[]): T[] =>
  found.toSorted((a, b) => b.score - a.score);
