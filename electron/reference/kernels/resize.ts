import type { Call, Kernel } from '../call.ts';
import { tensor64, type Tensor64 } from '../tensor64.ts';
import { axisOf, countOf } from './moves.ts';

// ONNX operator Resize, version 19, one axis after the other. Coordinates are 32-bit numbers, as in ONNX Runtime.

interface Axis {
  readonly axis: number;
  readonly from: number;
  readonly to: number;
  readonly scale: number;
  readonly start: number;
  readonly end: number;
}

const f32 = Math.fround;

function axesOf(call: Call): Axis[] {
  const { dims } = call.input(0);
  const axes = call.ints('axes')?.map((axis) => axisOf(axis, dims.length)) ?? dims.map((_, axis) => axis);
  const given = (position: number): number[] | null => {
    const list = call.list(position);
    return list && list.length > 0 ? list : null;
  };
  const [roi, scales, sizes] = [given(1), given(2), given(3)];
  const policy = call.string('keep_aspect_ratio_policy', 'stretch');
  const ratios = axes.map((axis, i) => f32((sizes?.[i] ?? 0) / (dims[axis] ?? 1)));
  return axes.map((axis, i) => {
    const from = dims[axis] ?? 0;
    const region = { start: roi?.[i] ?? 0, end: roi?.[axes.length + i] ?? 1 };
    if (scales) return { axis, from, to: Math.floor(f32(from * (scales[i] ?? 1))), scale: scales[i] ?? 1, ...region };
    if (policy === 'stretch') return { axis, from, to: sizes?.[i] ?? 0, scale: ratios[i] ?? 1, ...region };
    const scale = policy === 'not_larger' ? Math.min(...ratios) : Math.max(...ratios);
    return { axis, from, to: Math.floor(scale * from + 0.5), scale, ...region };
  });
}

const coordinates: Readonly<Record<string, (at: number, axis: Axis) => number>> = {
  half_pixel: (at, { scale }) => f32((at + 0.5) / scale) - 0.5,
  pytorch_half_pixel: (at, { scale, to }) => (to > 1 ? f32((at + 0.5) / scale) - 0.5 : 0),
  half_pixel_symmetric: (at, { scale, from, to }) => {
    const adjustment = to / (scale * from);
    return (from / 2) * (1 - adjustment) + f32((at + 0.5) / scale) - 0.5;
  },
  align_corners: (at, { from, to }) => (to > 1 ? (at * (from - 1)) / (to - 1) : 0),
  asymmetric: (at, { scale }) => at / scale,
  tf_crop_and_resize: (at, { from, to, start, end }) =>
    to > 1
      ? f32(start * (from - 1)) + (at * f32(end - start) * (from - 1)) / (to - 1)
      : 0.5 * (start + end) * (from - 1),
};

const roundings: Readonly<Record<string, (x: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
};

const keys = (t: number, a: number): number => {
  const d = Math.abs(t);
  if (d < 1) return (a + 2) * d ** 3 - (a + 3) * d ** 2 + 1;
  return d < 2 ? a * d ** 3 - 5 * a * d ** 2 + 8 * a * d - 4 * a : 0;
};

/** Weights of the places first, first + 1, … around the coordinate x, before anything is excluded. */
function weightsOf(call: Call, x: number, scale: number): { readonly first: number; readonly weights: number[] } {
  const mode = call.string('mode', 'nearest');
  if (mode === 'nearest') {
    const round = roundings[call.string('nearest_mode', 'round_prefer_floor')];
    return { first: round?.(x) ?? NaN, weights: [1] };
  }
  const width = call.int('antialias', 0) === 1 ? Math.min(1, scale) : 1;
  const reach = mode === 'linear' ? 1 : 2;
  // As in ONNX's reference: the neighbors of floor(x), as far as the stretched filter reaches.
  const start = Math.floor(-reach / width) + 1;
  const first = Math.floor(x) + start;
  const weights = Array.from({ length: 2 - 2 * start }, (_, i) => {
    const t = (first + i - x) * width;
    return mode === 'linear' ? Math.max(0, 1 - Math.abs(t)) : keys(t, call.float('cubic_coeff_a', -0.75));
  });
  return { first, weights };
}

/** One number of the result from a line of X; null where the extrapolation value stands. */
function sample(call: Call, axis: Axis, at: number): ((line: (place: number) => number) => number) | null {
  const mode = call.string('coordinate_transformation_mode', 'half_pixel');
  const crops = mode === 'tf_crop_and_resize';
  // ONNX Runtime leaves an axis of scale 1 as it is, even where a region of it was to be shown.
  const x = f32(axis.scale === 1 ? at : (coordinates[mode]?.(at, axis) ?? NaN));
  if (crops && (x < 0 || x > axis.from - 1)) return null;
  const { first, weights } = weightsOf(call, x, axis.scale);
  if (call.int('exclude_outside', 0) === 1) {
    weights.forEach((_, i) => {
      if (first + i < 0 || first + i >= axis.from) weights[i] = 0;
    });
  }
  const total = weights.reduce((a, b) => a + b, 0);
  const inside = (place: number): number => Math.min(Math.max(place, 0), axis.from - 1);
  return (line) => weights.reduce((sum, weight, i) => sum + (weight / total) * line(inside(first + i)), 0);
}

function resizeAxis(call: Call, x: Tensor64, axis: Axis): Tensor64 {
  const dims = x.dims.map((length, i) => (i === axis.axis ? axis.to : length));
  const [before, after] = [countOf(x.dims.slice(0, axis.axis)), countOf(x.dims.slice(axis.axis + 1))];
  const values = new Float64Array(countOf(dims));
  for (let at = 0; at < axis.to; at++) {
    const compute = sample(call, axis, at);
    for (let b = 0; b < before; b++)
      for (let a = 0; a < after; a++) {
        const line = (place: number): number => x.values[(b * axis.from + place) * after + a] ?? 0;
        // NaN marks what lies outside, through the axes that follow.
        values[(b * axis.to + at) * after + a] = compute?.(line) ?? NaN;
      }
  }
  return tensor64(dims, values, x.dtype);
}

export const Resize: Kernel = (call) => {
  const resized = axesOf(call).reduce((x, axis) => resizeAxis(call, x, axis), call.input(0));
  const otherwise = call.float('extrapolation_value', 0);
  return [
    tensor64(
      resized.dims,
      resized.values.map((value) => (Number.isNaN(value) ? otherwise : value)),
      resized.dtype,
    ),
  ];
};
