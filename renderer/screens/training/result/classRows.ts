import type { ClassReport } from '../../../../electron/contract/index.ts';
import { csvRows } from '../../../plots/table.ts';

export type ClassColumn = 'className' | 'count' | 'precision' | 'recall' | 'f1';

const keyOf = (row: ClassReport, column: ClassColumn): number | string => {
  if (column === 'className') return row.className;
  if (column === 'count') return row.count;
  // What is not known stands last, whichever way it is sorted.
  return (column === 'f1' ? row.f1 : row[column]?.value) ?? Infinity;
};

/** Rows by a column; those that are equal there stay by name. */
export function sortedClasses(rows: readonly ClassReport[], column: ClassColumn, down: boolean): ClassReport[] {
  const sign = down ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [one, other] = [keyOf(a, column), keyOf(b, column)];
    if (one === other) return a.className.localeCompare(b.className);
    if (one === Infinity || other === Infinity) return one === Infinity ? 1 : -1;
    return (one < other ? -1 : 1) * sign;
  });
}

export const classTable = (rows: readonly ClassReport[]): string =>
  csvRows([
    ['class', 'photos', 'precision', 'precision low', 'precision high', 'recall', 'recall low', 'recall high', 'f1'],
    ...rows.map(({ className, count, precision, recall, f1 }) => [
      ...[className, count, precision?.value ?? null, precision?.low ?? null, precision?.high ?? null],
      ...[recall?.value ?? null, recall?.low ?? null, recall?.high ?? null, f1],
    ]),
  ]);
