import type { HeadFeatures, Products } from '../../training/index.ts';

/**
 * The same rows in the coordinates of their own span: N numbers each where there were more. All products of rows stay what
 * they were, to rounding, so that every linear machine scores the photos, and photos that are held out, as it would have.
 *
 * @param count  N
 * @returns      as it was where it is no wider than N
 */
export async function withinSpan(given: HeadFeatures, count: number, products: Products): Promise<HeadFeatures> {
  const { features, width, value } = given;
  if (width <= count) return given;
  const gram = await products.inner(features, features, width);
  return { value, features: choleskyOf(gram, count), width: count };
}

/** Kept on the diagonal: equal photos have equal rows, and products come in 32 bits. */
const ridge = 1e-5;

/** [N, N] L with L Lᵀ = G; of G the lower half is read. */
function choleskyOf(gram: Float32Array, count: number): Float32Array {
  const lower = new Float64Array(count * count);
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const sum = (gram[i * count + j] ?? 0) - dot(lower, i * count, j * count, j);
      if (i === j) lower[i * count + i] = Math.sqrt(Math.max(0, sum) + ridge);
      else lower[i * count + j] = sum / (lower[j * count + j] ?? 1);
    }
  }
  return Float32Array.from(lower);
}

/** Of so many numbers from two places on; four sums at once, which the processor adds side by side. */
function dot(values: Float64Array, a: number, b: number, count: number): number {
  let [s, t, u, v] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < count; k += 4) {
    s += (values[a + k] ?? 0) * (values[b + k] ?? 0);
    t += (values[a + k + 1] ?? 0) * (values[b + k + 1] ?? 0);
    u += (values[a + k + 2] ?? 0) * (values[b + k + 2] ?? 0);
    v += (values[a + k + 3] ?? 0) * (values[b + k + 3] ?? 0);
  }
  for (; k < count; k += 1) s += (values[a + k] ?? 0) * (values[b + k] ?? 0);
  return s + t + u + v;
}
