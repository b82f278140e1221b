import { fail } from '../graph/errors.ts';
import { numbersOf, tensorFrom } from '../graph/tensor.ts';
import { labelOf } from '../graph/walk.ts';
import { regionGridOf } from '../ops/regions.ts';
import type { GradientContext } from './define.ts';
import { affordable } from './limit.ts';

const { fround } = Math;

/** Where RoiAlign looks along one axis, for S samples of each bin at most. */
export interface RegionSamples {
  /** [N, bins, S, 1] in pixels of X, whose pixel 0 has its center at 0. */
  readonly places: string;
  /** The share of one sample in the mean of its bin; goes with `places`. */
  readonly share: string;
}

/** Far enough outside to count for nothing, whatever X is. */
const nowhere = -2;

/**
 * @param axis  of the boxes: 0 for x, 1 for y
 * @throws graph/no-gradient where the number of samples hangs on boxes that are made in the graph
 */
export function samplesOf(context: GradientContext, axis: 0 | 1, bins: number): RegionSamples {
  return regionGridOf(context.node).samples > 0 ? evenSamples(context, axis, bins) : pixelSamples(context, axis, bins);
}

/** As many samples in each bin, wherever the boxes are. */
function evenSamples({ node, input, shape, emit }: GradientContext, axis: 0 | 1, bins: number): RegionSamples {
  const { samples, scale, origin, shortest } = regionGridOf(node);
  const boxes = input('rois');
  const side = (at: number): string => emit.affine(emit.slice(boxes, 1, at, at + 1), scale, origin); // [N, 1]
  const [start, end] = [side(axis), side(axis + 2)];
  const given = emit.sub(end, start);
  const length = shortest > 0 ? emit.op('Max', [given, emit.scalar(shortest, given)]) : given;
  const count = bins * samples;
  affordable(count, input('X'));
  const fractions = Array.from({ length: count }, (_, i) => (i + 0.5) / count);
  const along = emit.constant(tensorFrom('fractions', emit.type(boxes).dtype, [1, count], fractions));
  const places = emit.add(start, emit.mul(length, along));
  return {
    places: emit.reshape(places, [shape(boxes)[0] ?? 0, bins, samples, 1]),
    share: emit.scalar(1 / samples, boxes),
  };
}

/** As many samples in each bin as it has pixels, rounded up: known where the boxes are. */
function pixelSamples({ node, input, known, emit }: GradientContext, axis: 0 | 1, bins: number): RegionSamples {
  const tensor = known(input('rois'));
  const boxes = tensor && numbersOf(tensor);
  if (!boxes) return fail('graph/no-gradient', { op: 'RoiAlign of sampling_ratio 0', node: labelOf(node) });
  const { scale, origin, shortest } = regionGridOf(node);
  // In 32 bits step by step, as ONNX Runtime has it: whether there is one sample more can hang on that.
  const sides = Array.from({ length: boxes.length / 4 }, (_, n) => {
    const [start = NaN, end = NaN] = [axis, axis + 2].map((at) =>
      fround(fround((boxes[4 * n + at] ?? NaN) * scale) + origin),
    );
    const length = Math.max(fround(end - start), shortest);
    return { start, length, samples: Math.max(0, Math.ceil(fround(length / bins))) };
  });
  const most = Math.max(1, ...sides.map(({ samples }) => samples));
  affordable(sides.length * bins * most, input('X'));
  const places = sides.flatMap(({ start, length, samples }) =>
    Array.from({ length: bins * most }, (_, i) => {
      const [bin, sample] = [Math.floor(i / most), i % most];
      return sample < samples ? start + ((bin + (sample + 0.5) / samples) * length) / bins : nowhere;
    }),
  );
  const shares = sides.map(({ samples }) => (samples > 0 ? 1 / samples : 0));
  const { dtype } = emit.type(input('rois'));
  return {
    places: emit.constant(tensorFrom('places', dtype, [sides.length, bins, most, 1], places)),
    share: emit.constant(tensorFrom('shares', dtype, [sides.length, 1, 1, 1], shares)),
  };
}
