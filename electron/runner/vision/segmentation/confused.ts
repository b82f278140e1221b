import type { SegmentationTally } from './tally.ts';

/** Pixels of class `truth` answered as `predicted`; the index after the last class stands for no answer. */
export interface ConfusedPair {
  readonly truth: number;
  readonly predicted: number;
  readonly pixels: number;
}

/** Every pair of classes of which one was answered as the other, those with the most pixels first. */
export function confusedPairs({ classes, counts }: SegmentationTally): readonly ConfusedPair[] {
  const width = classes + 1;
  const pairs = Array.from(counts, (pixels, cell) => ({
    ...{ truth: Math.floor(cell / width), predicted: cell % width, pixels },
  }));
  return pairs
    .filter(({ truth, predicted, pixels }) => pixels > 0 && truth !== predicted)
    .toSorted((a, b) => b.pixels - a.pixels);
}
