/** Finds, by trying, how many photos to run at once. */
export interface BatchSize {
  /** How many photos the next run should take. */
  next(): number;
  /** What a run took. Shorter runs than asked for, as at the end of a list, are not counted. */
  record(count: number, elapsedMs: number): void;
  /** The best so far. */
  readonly best: number;
}

/** Larger batches are not tried beyond this: between runs is the only moment at which a job can be stopped. */
const longestRunMs = 120;
/** The first run of a size allocates and warms up; the fastest of the others counts. */
const runsPerSize = 3;
/** What a larger batch must gain to be worth its memory and its longer wait. */
const worthwhile = 1.05;

/** Tries `sizes` in rising order on real photos, then stays with the fastest per photo. */
export function measureBatchSize(sizes: readonly number[]): BatchSize {
  let best = { size: sizes[0] ?? 1, perPhotoMs: Infinity };
  let trying: number | undefined = sizes.length > 1 ? best.size : undefined;
  let runs = 0;
  let fastestMs = Infinity;

  return {
    next: () => trying ?? best.size,
    record(count, elapsedMs) {
      if (trying === undefined || count !== trying) return;
      runs++;
      if (runs > 1) fastestMs = Math.min(fastestMs, elapsedMs / count);
      if (runs < runsPerSize) return;
      if (fastestMs * worthwhile < best.perPhotoMs) best = { size: count, perPhotoMs: fastestMs };
      const larger = sizes.find((size) => size > count);
      trying = larger !== undefined && fastestMs * larger <= longestRunMs ? larger : undefined;
      runs = 0;
      fastestMs = Infinity;
    },
    get best() {
      return best.size;
    },
  };
}
