import type { DetectionReport } from '../../../../electron/contract/index.ts';
import { mistakeWords } from '../words.ts';
import type { Mistake } from '../words.ts';

/** One kind of mistake, and how often it was made. */
export interface MistakeCount {
  readonly kind: Mistake;
  /** Of the surest false positives; of what was missed, as many as are listed. */
  readonly count: number;
}

/** The kinds in the order of Hoiem, Chodpathumwan and Dai, "Diagnosing error in object detectors", ECCV 2012, figure 2. */
export function mistakeCounts({ mistakes, worst }: DetectionReport): readonly MistakeCount[] {
  const listed = worst.filter(({ kind }) => kind === 'missed').length;
  return (Object.keys(mistakeWords) as Mistake[]).map((kind) => ({
    kind,
    count: kind === 'missed' ? listed : mistakes[kind],
  }));
}

/** Those of a kind and a class, the surest mistake first; null: of any. */
export const mistakesOf = (
  { worst }: DetectionReport,
  kind: Mistake | null,
  className: string | null,
): DetectionReport['worst'] =>
  worst.filter((each) => (kind === null || each.kind === kind) && (className === null || each.className === className));
