import { fail } from '../../../contract/index.ts';
import { notJudged, type LabelMap } from './labelMap.ts';

/** How much of a map one class covers. */
export interface Area {
  readonly className: string;
  readonly pixels: number;
  /** Of the judged pixels, 0 to 1; 0 where none was judged. */
  readonly share: number;
}

/** How much of a map each class covers, and how much nobody judged. */
export interface Areas {
  /** [C] in the order of the classes. */
  readonly classes: readonly Area[];
  /** Pixels that belong to no class. */
  readonly notJudged: number;
}

/**
 * The pixels of each class.
 *
 * @param classes  [C] names; class index i is the i-th
 * @throws         mask/class when the map holds an index from C on that is not `notJudged`
 */
export function areasOf({ classOf }: LabelMap, classes: readonly string[]): Areas {
  const pixels = new Float64Array(classes.length);
  let unjudged = 0;
  for (const classIndex of classOf) {
    if (classIndex === notJudged) unjudged += 1;
    else if (classIndex >= classes.length) fail('mask/class', { classIndex, count: classes.length });
    else pixels[classIndex] = (pixels[classIndex] ?? 0) + 1;
  }
  const judged = Math.max(1, classOf.length - unjudged);
  return {
    classes: classes.map((className, classIndex) => {
      const own = pixels[classIndex] ?? 0;
      return { className, pixels: own, share: own / judged };
    }),
    notJudged: unjudged,
  };
}
