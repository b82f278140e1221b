/** Points of a space: [count, dims], row by row. */
export interface Rows {
  readonly count: number;
  readonly dims: number;
  readonly values: Float32Array;
}

/** Squared distance between a row of one and a row of the other. */
export function squaredDistance(a: Rows, i: number, b: Rows, j: number): number {
  const { dims } = a;
  const [left, right] = [a.values, b.values];
  let from = i * dims;
  let to = j * dims;
  let sum = 0;
  for (const end = from + dims; from < end; from += 1, to += 1) {
    const difference = (left[from] ?? 0) - (right[to] ?? 0);
    sum += difference * difference;
  }
  return sum;
}

/** Some rows, in the order of `which`. */
export function picked(rows: Rows, which: Int32Array): Rows {
  const { dims } = rows;
  const values = new Float32Array(which.length * dims);
  which.forEach((row, i) => values.set(rows.values.subarray(row * dims, (row + 1) * dims), i * dims));
  return { count: which.length, dims, values };
}
