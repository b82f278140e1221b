// Ridge regression from the features of a proposal to the four numbers that lead to the true box.

/** Weights of four outputs over F features and 1. */
export interface BoxRegression {
  /** [4, F] of dx, dy, logWidth, logHeight */
  readonly weights: Float32Array;
  /** [4] */
  readonly bias: Float32Array;
}

export interface RegressionRows {
  /** [N, F] */
  readonly features: Float32Array;
  /** [N, 4] as `boxTargets` gives them. */
  readonly targets: Float32Array;
  /** F */
  readonly width: number;
}

/**
 * Minimizes Σ (t − w · x − b)² + λ |w|² for each of the four targets; b is free. By whichever of the two systems is
 * smaller, that of the features or that of the rows.
 *
 * @param gram         [N, N] products of `centeredRows` with each other, where they are known; else made here
 * @throws RangeError  there are no rows
 * @see    Girshick et al., "Rich feature hierarchies", 2014, appendix C: λ = 1000 and proposals of IoU above 0.6
 */
export function fitBoxRegression(
  { features, targets, width }: RegressionRows,
  lambda: number,
  gram: Float32Array | null = null,
): BoxRegression {
  const count = targets.length / 4;
  if (count === 0) throw new RangeError('There are no boxes to learn from.');
  const middle = meansOf(features, width);
  const aims = meansOf(targets, 4);
  const rows = centeredRows(features, width);
  const wanted = Float64Array.from(targets, (value, at) => value - (aims[at % 4] ?? 0));
  // (XᵀX + λI)⁻¹ Xᵀ t = Xᵀ (XXᵀ + λI)⁻¹ t
  const system = gram ?? (count < width ? gramOf(rows, count, width) : null);
  const solution = system
    ? fromRows(rows, wanted, system, width, lambda)
    : fromFeatures(rows, wanted, count, width, lambda);
  const bias = Float32Array.from({ length: 4 }, (_, output) => {
    let offset = aims[output] ?? 0;
    for (let f = 0; f < width; f++) offset -= (solution[output * width + f] ?? 0) * (middle[f] ?? 0);
    return offset;
  });
  return { weights: Float32Array.from(solution), bias };
}

/** The four numbers for one row of features. */
export function regressed({ weights, bias }: BoxRegression, row: Float32Array): [number, number, number, number] {
  const width = row.length;
  const output = (at: number): number => {
    let sum = bias[at] ?? 0;
    for (let f = 0; f < width; f++) sum += (weights[at * width + f] ?? 0) * (row[f] ?? 0);
    return sum;
  };
  return [output(0), output(1), output(2), output(3)];
}

/** Rows less their mean. */
export function centeredRows(features: Float32Array, width: number): Float32Array {
  const middle = meansOf(features, width);
  const rows = new Float32Array(features.length);
  for (let start = 0; start < rows.length; start += width)
    for (let f = 0; f < width; f++) rows[start + f] = (features[start + f] ?? 0) - (middle[f] ?? 0);
  return rows;
}

function meansOf(rows: Float32Array, width: number): Float64Array {
  const sums = new Float64Array(width);
  for (let start = 0; start < rows.length; start += width)
    for (let f = 0; f < width; f++) sums[f] = (sums[f] ?? 0) + (rows[start + f] ?? 0);
  return sums.map((sum) => (sum * width) / rows.length);
}

/** [4, F] */
function fromFeatures(rows: Float32Array, wanted: Float64Array, count: number, width: number, lambda: number) {
  const system = new Float64Array(width * width);
  const right = new Float64Array(4 * width);
  for (let row = 0; row < count; row++)
    for (let a = 0; a < width; a++) {
      const value = rows[row * width + a] ?? 0;
      if (value === 0) continue;
      for (let b = 0; b <= a; b++)
        system[a * width + b] = (system[a * width + b] ?? 0) + value * (rows[row * width + b] ?? 0);
      for (let output = 0; output < 4; output++)
        right[output * width + a] = (right[output * width + a] ?? 0) + value * (wanted[row * 4 + output] ?? 0);
    }
  return solved(system, right, width, lambda);
}

/** [N, N] */
function gramOf(rows: Float32Array, count: number, width: number): Float64Array {
  const gram = new Float64Array(count * count);
  for (let a = 0; a < count; a++)
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let f = 0; f < width; f++) sum += (rows[a * width + f] ?? 0) * (rows[b * width + f] ?? 0);
      gram[a * count + b] = sum;
    }
  return gram;
}

/** [4, F] */
function fromRows(
  rows: Float32Array,
  wanted: Float64Array,
  gram: Float32Array | Float64Array,
  width: number,
  lambda: number,
): Float64Array {
  const count = wanted.length / 4;
  const system = Float64Array.from(gram);
  const turned = Float64Array.from(
    { length: 4 * count },
    (_, at) => wanted[(at % count) * 4 + Math.floor(at / count)] ?? 0,
  );
  const ofRows = solved(system, turned, count, lambda);
  const solution = new Float64Array(4 * width);
  for (let output = 0; output < 4; output++)
    for (let row = 0; row < count; row++) {
      const share = ofRows[output * count + row] ?? 0;
      for (let f = 0; f < width; f++)
        solution[output * width + f] = (solution[output * width + f] ?? 0) + share * (rows[row * width + f] ?? 0);
    }
  return solution;
}

/** Four right sides by Cholesky's decomposition of the lower half of a system with λ on its diagonal. */
function solved(system: Float64Array, right: Float64Array, size: number, lambda: number): Float64Array {
  const at = (a: number, b: number): number => system[a * size + b] ?? 0;
  for (let a = 0; a < size; a++)
    for (let b = 0; b <= a; b++) {
      const sum = at(a, b) + (a === b ? lambda : 0) - innerProduct(system, a * size, b * size, b);
      system[a * size + b] = a === b ? Math.sqrt(sum) : sum / at(b, b);
    }
  const result = Float64Array.from(right);
  for (let start = 0; start < result.length; start += size) {
    const value = (row: number): number => result[start + row] ?? 0;
    for (let a = 0; a < size; a++) {
      let sum = value(a);
      for (let k = 0; k < a; k++) sum -= at(a, k) * value(k);
      result[start + a] = sum / at(a, a);
    }
    for (let a = size - 1; a >= 0; a--) {
      let sum = value(a);
      for (let k = a + 1; k < size; k++) sum -= at(k, a) * value(k);
      result[start + a] = sum / at(a, a);
    }
  }
  return result;
}

/** Of two stretches of an array. Four sums side by side, because each addition would wait for the one before it. */
function innerProduct(numbers: Float64Array, a: number, b: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 4 <= length; k += 4) {
    s0 += (numbers[a + k] ?? 0) * (numbers[b + k] ?? 0);
    s1 += (numbers[a + k + 1] ?? 0) * (numbers[b + k + 1] ?? 0);
    s2 += (numbers[a + k + 2] ?? 0) * (numbers[b + k + 2] ?? 0);
    s3 += (numbers[a + k + 3] ?? 0) * (numbers[b + k + 3] ?? 0);
  }
  for (; k < length; k++) s0 += (numbers[a + k] ?? 0) * (numbers[b + k] ?? 0);
  return s0 + s1 + (s2 + s3);
}
