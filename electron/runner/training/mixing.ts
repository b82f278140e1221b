// Two examples in one, and their truths in the same proportion λ, which is drawn from Beta(α, α).
//
//   mixup    λ a + (1 − λ) b                                            Zhang et al., 2018
//   cutmix   a, with a rectangle of b that covers 1 − λ of it           Yun et al., 2019

export interface Mixed {
  /** [N, ...dims]; changed in place */
  readonly values: Float32Array;
  /** [N, C] how far each class is true; changed in place */
  readonly targets: Float32Array;
  /** How many of the N are examples; the rest fills the batch up and is left alone. */
  readonly count: number;
  /** Of one example: [C, H, W], or [H, W, 3]; anything without height and width is mixed, never cut. */
  readonly dims: readonly number[];
  readonly classes: number;
}

/** α of each; 0 is off. Where both are on, each batch takes one or the other. */
export interface Mixing {
  readonly mixup: number;
  readonly cutmix: number;
}

/**
 * Mixes each example of a batch with the one that is as far from its end: drawn batches come in random order, so that
 * this pairs at random, needs no copy, and keeps each example's share of the batch (as timm does).
 */
export function mixed(batch: Mixed, { mixup, cutmix }: Mixing, rng: () => number): void {
  const cuts = rng() < cutmixShare(mixup, cutmix);
  const alpha = cuts ? cutmix : mixup;
  if (alpha === 0) return;
  const lambda = beta(alpha, rng);
  const plane = planeOf(batch.dims);
  if (cuts && plane) mixTargets(batch, cutPairs(batch, plane, rectangle(plane, lambda, rng)));
  else {
    mixPairs(batch.values, batch.count, lambda, elementsOf(batch.dims));
    mixTargets(batch, lambda);
  }
}

function cutmixShare(mixup: number, cutmix: number): number {
  if (cutmix === 0) return 0;
  return mixup === 0 ? 1 : 0.5;
}

/** Beta(α, α) for 0 < α ≤ 1. @see Jöhnk, 1964; in logarithms, since small α take numbers below the smallest float */
export function beta(alpha: number, rng: () => number): number {
  for (;;) {
    const [x, y] = [Math.log(1 - rng()) / alpha, Math.log(1 - rng()) / alpha];
    const larger = Math.max(x, y);
    const sum = larger + Math.log(Math.exp(x - larger) + Math.exp(y - larger));
    if (sum <= 0) return Math.exp(x - sum);
  }
}

/** Rows n and count − 1 − n of [N, …]; the middle one of an odd count is its own partner. */
function mixPairs(values: Float32Array, count: number, lambda: number, width: number): void {
  for (let first = 0, second = count - 1; first < second; first++, second--) {
    for (let i = 0; i < width; i++) {
      const a = values[first * width + i] ?? 0;
      const b = values[second * width + i] ?? 0;
      values[first * width + i] = lambda * a + (1 - lambda) * b;
      values[second * width + i] = lambda * b + (1 - lambda) * a;
    }
  }
}

const mixTargets = ({ targets, count, classes }: Mixed, lambda: number): void =>
  mixPairs(targets, count, lambda, classes);

const elementsOf = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1);

/** Where height and width are in an example. */
interface Plane {
  readonly height: number;
  readonly width: number;
  /** Numbers from a row, a column, a channel to the next. */
  readonly rowStride: number;
  readonly columnStride: number;
  readonly channels: number;
  readonly channelStride: number;
}

function planeOf([a = 0, b = 0, c = 0, ...more]: readonly number[]): Plane | null {
  if (a * b * c === 0 || more.length > 0) return null;
  if (c === 3 && a !== 3)
    return { height: a, width: b, rowStride: b * c, columnStride: c, channels: c, channelStride: 1 };
  return { height: b, width: c, rowStride: c, columnStride: 1, channels: a, channelStride: b * c };
}

/** x1 and y1 exclusive. */
interface Rectangle {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Sides √(1 − λ) of the picture's around a random place, cut at its edges. */
function rectangle({ width, height }: Plane, lambda: number, rng: () => number): Rectangle {
  const side = Math.sqrt(1 - lambda);
  const along = (length: number): [number, number] => {
    const middle = Math.floor(length * rng());
    const half = Math.floor((length * side) / 2);
    return [Math.max(0, middle - half), Math.min(length, middle + half)];
  };
  const [x0, x1] = along(width);
  const [y0, y1] = along(height);
  return { x0, y0, x1, y1 };
}

/** Exchanges the rectangle within each pair. @returns the share of each example that is still its own */
function cutPairs({ values, count, dims }: Mixed, plane: Plane, { x0, y0, x1, y1 }: Rectangle): number {
  const each = elementsOf(dims);
  const exchange = (a: number, b: number): void => {
    const kept = values[a] ?? 0;
    values[a] = values[b] ?? 0;
    values[b] = kept;
  };
  for (let first = 0, second = count - 1; first < second; first++, second--)
    for (let channel = 0; channel < plane.channels; channel++)
      for (let y = y0; y < y1; y++)
        for (let x = x0; x < x1; x++) {
          const at = channel * plane.channelStride + y * plane.rowStride + x * plane.columnStride;
          exchange(first * each + at, second * each + at);
        }
  return 1 - ((x1 - x0) * (y1 - y0)) / (plane.width * plane.height);
}
