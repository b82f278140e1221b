import type { SegmentationReport } from '../../../../electron/contract/index.ts';

/** The part of a report that is about classes which are in the masks or were answered: of a large network, few are. */
export interface Occurring {
  /** Of those classes, in their order. */
  readonly indices: readonly number[];
  /** [classes][classes + 1] of those classes; the last column: no answer. */
  readonly confusion: readonly (readonly number[])[];
}

export function occurringIn({ classes, confusion }: SegmentationReport): Occurring {
  const indices = classes.flatMap(({ iou }, index) => (iou === null ? [] : [index]));
  const columns = [...indices, classes.length];
  return {
    indices,
    confusion: indices.map((truth) => columns.map((predicted) => confusion[truth]?.[predicted] ?? 0)),
  };
}
