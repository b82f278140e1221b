import type { HeadFeatures } from '../../training/index.ts';

/**
 * The same rows in the coordinates of their own span: N numbers each where there were more. All products of rows stay what
 * they were, so that every linear machine scores the photos, and photos that are held out, as it would have.
 *
 * @param count  N
 * @returns      as it was where it is no wider than N
 */
export function withinSpan(given: HeadFeatures, count: number): HeadFeatures {
  const { features, width, value } = given;
  if (width <= count) return given;
  const factor = choleskyOf(products(features, count, width), count);
  return { value, features: Float32Array.from(factor), width: count };
}

/** [N, N] of each row with each. */
function products(rows: Float32Array, count: number, width: number): Float64Array {
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let [a, b, c, d] = [0, 0, 0, 0];
      let [p, q] = [i * width, j * width];
      const end = p + width - 3;
      for (; p < end; p += 4, q += 4) {
        a += (rows[p] ?? 0) * (rows[q] ?? 0);
        b += (rows[p + 1] ?? 0) * (rows[q + 1] ?? 0);
        c += (rows[p + 2] ?? 0) * (rows[q + 2] ?? 0);
        d += (rows[p + 3] ?? 0) * (rows[q + 3] ?? 0);
      }
      for (; p < (i + 1) * width; p += 1, q += 1) a += (rows[p] ?? 0) * (rows[q] ?? 0);
      gram[i * count + j] = a + b + c + d;
    }
  }
  return gram;
}

/** Kept on the diagonal: equal photos have equal rows. */
const ridge = 1e-7;

/** [N, N] L with L Lᵀ = G; of G the lower half is read. */
function choleskyOf(gram: Float64Array, count: number): Float64Array {
  const lower = new Float64Array(count * count);
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = gram[i * count + j] ?? 0;
      for (let k = 0; k < j; k += 1) sum -= (lower[i * count + k] ?? 0) * (lower[j * count + k] ?? 0);
      if (i === j) lower[i * count + i] = Math.sqrt(Math.max(0, sum) + ridge);
      else lower[i * count + j] = sum / (lower[j * count + j] ?? 1);
    }
  }
  return lower;
}
