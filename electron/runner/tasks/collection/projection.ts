import { openProducts } from '../../training/index.ts';
import { derived } from '../../vision/index.ts';

/** Numbers of a photo that are kept of a large library: a hundred thousand photos then need 100 MB. */
export const projectedDims = 256;

/** Features that are held as the network made them: 30,000 photos of 1,280 numbers. */
export const mostNumbers = 30_000 * 1280;

/** Draws the same signs at every start: features of one session are comparable with those of another. */
const seed = 0x51f;

/** Whether features of so many photos are projected. */
export const isProjected = (photos: number, width: number): boolean =>
  width > projectedDims && (photos > 30_000 || photos * width > mostNumbers);

/**
 * [projectedDims × width] signs by which features are projected at random; lengths and angles stay about what they are:
 * with 256 numbers a cosine is off by 1/16 at most, as a standard deviation.
 *
 * @see Johnson and Lindenstrauss, 1984; Achlioptas, "Database-friendly random projections", JCSS 2003, theorem 1.1 with
 *      the signs of equation 1
 */
export function drawnProjection(width: number): Float32Array {
  const rng = derived(seed, width);
  const sign = 1 / Math.sqrt(projectedDims);
  return Float32Array.from({ length: projectedDims * width }, () => (rng() < 0.5 ? sign : -sign));
}

let products: ReturnType<typeof openProducts> | null = null;

/** [n × m] products of rows [n × width] with others [m × width]; the session behind it is opened once. */
export async function productsOf(rows: Float32Array, others: Float32Array, width: number): Promise<Float32Array> {
  products ??= openProducts();
  return (await products).inner(rows, others, width);
}

/** Makes every row of length 1, in place; a row of zeros stays. */
export function normalize(values: Float32Array, width: number): void {
  for (let at = 0; at < values.length; at += width) {
    let square = 0;
    for (let i = at; i < at + width; i += 1) square += (values[i] ?? 0) ** 2;
    const scale = square === 0 ? 0 : 1 / Math.sqrt(square);
    for (let i = at; i < at + width; i += 1) values[i] = (values[i] ?? 0) * scale;
  }
}
