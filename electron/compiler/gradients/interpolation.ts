import { floatAttribute, intAttribute, stringAttribute } from '../graph/attributes.ts';
import type { Node } from '../graph/graph.ts';
import type { ResizedAxis } from '../ops/resizing.ts';

// Along one axis Resize is a matrix: Y = M · X, with M [to, from]. Row i holds the weights of the places of X around the
// coordinate that place i of Y looks at.
//
// Source: ONNX operator Resize, version 19. Coordinates are rounded to 32 bits at each step, as ONNX Runtime does:
// which of two neighbors is nearer can hang on that.

const { fround } = Math;

/** M, row-major. */
export function interpolationMatrix(node: Node, axis: ResizedAxis): Float64Array {
  const { from, to } = axis;
  const matrix = new Float64Array(to * from);
  const crops = coordinateMode(node) === 'tf_crop_and_resize';
  for (let row = 0; row < to; row++) {
    const x = coordinate(coordinateMode(node), row, axis);
    if (crops && (x < 0 || x > from - 1)) continue; // the extrapolation value stands there, whatever X is
    for (const { place, weight } of weightsAt(node, x, axis)) {
      const column = row * from + Math.min(Math.max(place, 0), from - 1);
      matrix[column] = (matrix[column] ?? 0) + weight;
    }
  }
  return matrix;
}

const coordinateMode = (node: Node): string => stringAttribute(node, 'coordinate_transformation_mode', 'half_pixel');

/** Where place `at` of Y looks in X. */
function coordinate(mode: string, at: number, { from, to, scale, region: [start, end] }: ResizedAxis): number {
  // ONNX Runtime leaves such an axis as it is, even where a region of it was to be shown.
  if (scale === 1) return at;
  if (mode === 'tf_crop_and_resize') {
    if (to <= 1) return 0.5 * (start + end) * (from - 1);
    return fround(fround(start * (from - 1)) + fround(fround(at * fround((end - start) * (from - 1))) / (to - 1)));
  }
  const centered = fround(fround((at + 0.5) / scale) - 0.5);
  switch (mode) {
    case 'asymmetric':
      return fround(at / scale);
    case 'align_corners':
      return to === 1 ? 0 : fround((at * (from - 1)) / (to - 1));
    case 'pytorch_half_pixel':
      return to > 1 ? centered : 0;
    case 'half_pixel_symmetric': {
      // The places that a length rounded down leaves over are shared between both ends.
      const shown = to / (scale * from);
      return fround((from / 2) * (1 - shown) + centered);
    }
    default:
      return centered;
  }
}

interface Weight {
  /** May lie outside of X, where the outermost place repeats. */
  readonly place: number;
  readonly weight: number;
}

function weightsAt(node: Node, x: number, { from, scale }: ResizedAxis): readonly Weight[] {
  const mode = stringAttribute(node, 'mode', 'nearest');
  if (mode === 'nearest')
    return [{ place: nearest(stringAttribute(node, 'nearest_mode', 'round_prefer_floor'), x), weight: 1 }];
  // A smaller result is smoothed against aliasing by a filter that is wider in X.
  const narrowing = intAttribute(node, 'antialias', 0) === 1 ? Math.min(scale, 1) : 1;
  const filter = mode === 'linear' ? hat : cubic(floatAttribute(node, 'cubic_coeff_a', -0.75));
  const reach = (mode === 'linear' ? 1 : 2) / narrowing;
  const excludes = intAttribute(node, 'exclude_outside', 0) === 1;
  const found: Weight[] = [];
  for (let place = Math.ceil(x - reach); place <= x + reach; place++) {
    const isOutside = place < 0 || place >= from;
    if (!(excludes && isOutside)) found.push({ place, weight: filter((place - x) * narrowing) });
  }
  const total = found.reduce((sum, { weight }) => sum + weight, 0);
  return found.map(({ place, weight }) => ({ place, weight: weight / total }));
}

function nearest(mode: string, x: number): number {
  switch (mode) {
    case 'floor':
      return Math.floor(x);
    case 'ceil':
      return Math.ceil(x);
    case 'round_prefer_ceil':
      return Math.floor(x + 0.5);
    default:
      return Math.ceil(x - 0.5);
  }
}

/** Linear: 1 at 0, falling to 0 at ±1. */
const hat = (t: number): number => Math.max(0, 1 - Math.abs(t));

/** @see Keys, "Cubic convolution interpolation for digital image processing", 1981 */
const cubic =
  (a: number) =>
  (t: number): number => {
    const d = Math.abs(t);
    if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
  };
