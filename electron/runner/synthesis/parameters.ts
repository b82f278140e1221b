import type { ModelCard } from '../../contract/index.ts';
import { frequencyAt, periodOf, scaleOf, straight, viewOf, type Canvas } from './basis.ts';
import { colorsOf, inverted } from './colors.ts';
import type { Parametrization } from './front.ts';

/** As strong as in the authors' program: faint enough to be forgotten, strong enough that units differ from place to place. */
const noise = 0.01;

/** [N, 3, P, Q] parameters to begin with: of noise, or, where a picture is the network's numbers, all zeros: the mean color. */
export function freshParameters(batch: number, canvas: Canvas, as: Parametrization, rng: () => number): Float32Array {
  const parameters = new Float32Array(batch * 3 * periodOf(canvas.height, canvas) * periodOf(canvas.width, canvas));
  if (as.squashed) for (let at = 0; at < parameters.length; at += 1) parameters[at] = noise * normal(rng);
  return parameters;
}

/** Of mean 0 and deviation 1 (Box and Muller, 1958). */
export const normal = (rng: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - rng())) * Math.cos(2 * Math.PI * rng());

/**
 * The parameters of a picture. Where it is squashed, black and white are taken as nearly so: a sigmoid never gets there.
 *
 * @param numbers  [3, H, W] as the canvas says, without margin; the margin mirrors it
 * @returns        [3, P, Q]
 */
export function parametersOf(
  numbers: Float32Array,
  card: ModelCard,
  canvas: Canvas,
  as: Parametrization,
): Float32Array {
  const planes = withMargin(as.squashed ? unsquashed(numbers, card, as) : numbers, canvas);
  if (as.basis === 'pixels') return planes;
  const [rows, columns] = [periodOf(canvas.height, canvas), periodOf(canvas.width, canvas)];
  // The transform is its own inverse.
  const whole = viewOf('fourier', { width: columns, height: rows, margin: 0 }, straight);
  const scale = scaleOf('fourier', canvas);
  const area = rows * columns;
  for (let plane = 0; plane < 3; plane += 1) {
    const own = planes.subarray(plane * area, (plane + 1) * area);
    own.set(multiplied(multiplied(whole.rows, own, rows, columns), whole.columns, columns, columns));
    for (let at = 0; at < area; at += 1) own[at] = (own[at] ?? 0) / (scale[at] ?? 1);
  }
  return planes;
}

/** [rows, columns] of a [rows, inner] and b [inner, columns]. */
function multiplied(a: Float32Array, b: Float32Array, inner: number, columns: number): Float32Array {
  const product = new Float32Array((a.length / inner) * columns);
  for (let row = 0; row < a.length / inner; row += 1)
    for (let k = 0; k < inner; k += 1) {
      const factor = a[row * inner + k] ?? 0;
      const [to, from] = [row * columns, k * columns];
      for (let column = 0; column < columns; column += 1)
        product[to + column] = (product[to + column] ?? 0) + factor * (b[from + column] ?? 0);
    }
  return product;
}

/** How near black and white a squashed pixel may begin. */
const edge = 0.01;

/** M⁻¹ · logit((number · std + mean) / 255) */
function unsquashed(
  numbers: Float32Array,
  { preprocessing }: ModelCard,
  { decorrelated }: Parametrization,
): Float32Array {
  const { mean, std } = preprocessing;
  const area = numbers.length / 3;
  const logits = numbers.map((value, at) => {
    const channel = Math.floor(at / area) as 0 | 1 | 2;
    const share = Math.min(1 - edge, Math.max(edge, (value * std[channel] + mean[channel]) / 255));
    return Math.log(share / (1 - share));
  });
  const colors = colorsOf(preprocessing, decorrelated);
  return colors ? multiplied(Float32Array.from(inverted(colors).flat()), logits, 3, area) : logits;
}

function withMargin(planes: Float32Array, canvas: Canvas): Float32Array {
  const { width, height, margin } = canvas;
  const [rows, columns] = [periodOf(height, canvas), periodOf(width, canvas)];
  const made = new Float32Array(3 * rows * columns);
  for (let plane = 0; plane < 3; plane += 1)
    for (let row = 0; row < rows; row += 1) {
      const from = (plane * height + mirrored(row - margin, height)) * width;
      for (let column = 0; column < columns; column += 1)
        made[(plane * rows + row) * columns + column] = planes[from + mirrored(column - margin, width)] ?? 0;
    }
  return made;
}

/** A place beyond an edge, as a mirror at the edge shows it. */
function mirrored(place: number, length: number): number {
  const around = ((place % (2 * length)) + 2 * length) % (2 * length);
  return around < length ? around : 2 * length - 1 - around;
}

/** Blurs pictures by their parameters, in place: a Gaussian of so many pixels, which takes a known share of each wave. */
export function blurParameters(parameters: Float32Array, canvas: Canvas, as: Parametrization, deviation: number): void {
  if (deviation === 0) return;
  const [rows, columns] = [periodOf(canvas.height, canvas), periodOf(canvas.width, canvas)];
  if (as.basis === 'pixels') {
    blurPlanes(parameters, rows, columns, deviation);
    return;
  }
  const kept = (index: number, period: number): number =>
    Math.exp(-2 * (Math.PI * deviation * (frequencyAt(index, period) / period)) ** 2);
  for (let at = 0; at < parameters.length; at += 1) {
    const row = Math.floor(at / columns) % rows;
    parameters[at] = (parameters[at] ?? 0) * kept(row, rows) * kept(at % columns, columns);
  }
}

function blurPlanes(planes: Float32Array, rows: number, columns: number, deviation: number): void {
  const radius = Math.max(1, Math.ceil(2.5 * deviation));
  const weights = Array.from({ length: 2 * radius + 1 }, (_, at) => Math.exp(-0.5 * ((at - radius) / deviation) ** 2));
  const sum = weights.reduce((a, b) => a + b, 0);
  const line = (start: number, stride: number, length: number): void => {
    const before = Float32Array.from({ length }, (_, at) => planes[start + at * stride] ?? 0);
    for (let at = 0; at < length; at += 1) {
      let total = 0;
      for (const [tap, weight] of weights.entries())
        total += weight * (before[Math.min(length - 1, Math.max(0, at + tap - radius))] ?? 0);
      planes[start + at * stride] = total / sum;
    }
  };
  for (let plane = 0; plane < planes.length; plane += rows * columns) {
    for (let row = 0; row < rows; row += 1) line(plane + row * columns, 1, columns);
    for (let column = 0; column < columns; column += 1) line(plane + column, columns, rows);
  }
}
