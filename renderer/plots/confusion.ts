// The confusion matrix as it is shown: which classes, in which order, how dark.

export type MatrixOrder = 'name' | 'mistakes';
export type MatrixFigures = 'counts' | 'shares';

/** More classes than this are not shown at once. */
export const mostShown = 100;

type Matrix = readonly (readonly number[])[];

const at = (matrix: Matrix, truth: number, predicted: number): number => matrix[truth]?.[predicted] ?? 0;

/** Classes that are confused most stand together and first: by the worst pair that each belongs to. */
function byMistakes(matrix: Matrix): number[] {
  const pairs: { a: number; b: number; mistakes: number }[] = [];
  for (let a = 0; a < matrix.length; a += 1)
    for (let b = a + 1; b < matrix.length; b += 1) {
      const mistakes = at(matrix, a, b) + at(matrix, b, a);
      if (mistakes > 0) pairs.push({ a, b, mistakes });
    }
  pairs.sort((one, other) => other.mistakes - one.mistakes || one.a - other.a || one.b - other.b);
  return [...new Set([...pairs.flatMap(({ a, b }) => [a, b]), ...matrix.keys()])];
}

/** The classes of the rows and columns. */
export function shownClasses(matrix: Matrix, order: MatrixOrder): readonly number[] {
  const worstFirst = order === 'mistakes' || matrix.length > mostShown ? byMistakes(matrix) : [...matrix.keys()];
  const shown = worstFirst.slice(0, mostShown);
  return order === 'name' ? shown.sort((a, b) => a - b) : shown;
}

/** Share of a row's examples in each of its cells; a row without examples is empty. */
export function rowShares(row: readonly number[]): readonly number[] {
  const all = row.reduce((sum, n) => sum + n, 0);
  return row.map((n) => (all === 0 ? 0 : n / all));
}

/** 0 to 1: few mistakes are to be seen beside many, so the root of the share. */
export const shadeOf = (share: number): number => Math.sqrt(share);

/** A cell, by row and column as shown. */
export interface MatrixPlace {
  readonly row: number;
  readonly column: number;
}

/** Where a key leads from a cell, no farther than `last`; null: it is no key that leads anywhere. */
export function movedBy(key: string, { row, column }: MatrixPlace, last: MatrixPlace): MatrixPlace | null {
  const moves: Partial<Record<string, MatrixPlace>> = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    Home: { row, column: 0 },
    End: { row, column: last.column },
  };
  const next = moves[key];
  const within = (n: number, most: number): number => Math.min(most, Math.max(0, n));
  return next ? { row: within(next.row, last.row), column: within(next.column, last.column) } : null;
}
