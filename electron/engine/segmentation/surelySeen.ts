import type { ClassArea, NewStroke } from '../../contract/index.ts';
import { rowRunsOf, type LabelMap } from '../../runner/vision/index.ts';

/** Classes of less of the photo than this are more often mistakes than things. */
const leastShare = 0.005;
const mostClasses = 24;
/** What the contract lets a shape hold. */
const mostRuns = 400_000;

/** What a network is surely right about in a photo: of each class that half of its pixels of which it is surest. */
export interface SurelySeen {
  /** The largest first. */
  readonly classNames: readonly string[];
  /** One for each class. */
  readonly strokes: readonly NewStroke[];
}

/**
 * Takes a look as if a person had painted it. What is less sure is left to be learned from the rest, or corrected.
 *
 * @param areas  the largest first
 */
export function surelySeen(
  areas: readonly ClassArea[],
  { map, probability }: { readonly map: LabelMap; readonly probability: Uint8Array },
): SurelySeen {
  const classNames: string[] = [];
  const strokes: NewStroke[] = [];
  const { width, height, classOf } = map;
  for (const { classIndex, className, share } of areas.slice(0, mostClasses)) {
    if (share < leastShare) continue;
    const least = medianOf(probability.filter((_, pixel) => classOf[pixel] === classIndex));
    const runs = rowRunsOf(
      classOf.map((own, pixel) => Number(own === classIndex && (probability[pixel] ?? 0) >= least)),
    );
    if (runs.length > mostRuns) continue;
    strokes.push({ classIndex: classNames.length, shape: { kind: 'region', width, height, runs } });
    classNames.push(className);
  }
  return { classNames, strokes };
}

const medianOf = (values: Uint8Array): number => values.toSorted()[values.length >> 1] ?? 0;
