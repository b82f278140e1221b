import type { Call, Kernel } from '../call.ts';
import { tensor64 } from '../tensor64.ts';
import { countOf } from './moves.ts';

// ONNX operator RoiAlign, version 16. The number of samples is found in 32 bits, as in ONNX Runtime.

const f32 = Math.fround;

/** Between two neighbors; null for a sample outside of X. */
type Sample = { readonly before: number; readonly after: number; readonly towardsAfter: number } | null;

/** Samples of each bin along one side of a box, in an axis of X of `length` pixels. */
function samplesOf(call: Call, begin: number, end: number, bins: number, length: number): Sample[][] {
  const isCentered = call.string('coordinate_transformation_mode', 'half_pixel') === 'half_pixel';
  const [scale, ratio] = [call.float('spatial_scale', 1), call.int('sampling_ratio', 0)];
  const [start, stop] = [begin, end].map((side) => f32(side * scale) - (isCentered ? 0.5 : 0)) as [number, number];
  const side = isCentered ? stop - start : Math.max(stop - start, 1);
  const count = ratio > 0 ? ratio : Math.max(0, Math.ceil(f32(f32(side) / bins)));
  return Array.from({ length: bins }, (_, bin) =>
    Array.from({ length: count }, (__, i) => sampleAt(start + (bin + (i + 0.5) / count) * (side / bins), length)),
  );
}

function sampleAt(place: number, length: number): Sample {
  if (place < -1 || place > length) return null;
  const inside = Math.min(Math.max(place, 0), length - 1);
  const before = Math.floor(inside);
  return { before, after: Math.min(before + 1, length - 1), towardsAfter: inside - before };
}

/** Of one bin, in one channel. */
function pooled(mode: string, rows: Sample[], columns: Sample[], pixel: (y: number, x: number) => number): number {
  const samples = rows.flatMap((row) => columns.map((column) => sharesAt(row, column, pixel)));
  if (samples.length === 0) return 0;
  // The largest share, as ONNX has it, not the largest sample.
  if (mode === 'max') return Math.max(...samples.flat());
  return samples.flat().reduce((sum, share) => sum + share, 0) / samples.length;
}

/** What its four neighbors add to one sample. */
function sharesAt(row: Sample, column: Sample, pixel: (y: number, x: number) => number): number[] {
  if (!row || !column) return [0];
  return [
    (1 - row.towardsAfter) * (1 - column.towardsAfter) * pixel(row.before, column.before),
    (1 - row.towardsAfter) * column.towardsAfter * pixel(row.before, column.after),
    row.towardsAfter * (1 - column.towardsAfter) * pixel(row.after, column.before),
    row.towardsAfter * column.towardsAfter * pixel(row.after, column.after),
  ];
}

export const RoiAlign: Kernel = (call) => {
  const [x, boxes, pictures] = [call.input(0), call.input(1), call.input(2)];
  const [, channels = 0, height = 0, width = 0] = x.dims;
  const [outHeight, outWidth] = [call.int('output_height', 1), call.int('output_width', 1)];
  const dims = [pictures.values.length, channels, outHeight, outWidth];
  const values = new Float64Array(countOf(dims));
  let at = 0;
  for (let n = 0; n < pictures.values.length; n++) {
    const [x0 = NaN, y0 = NaN, x1 = NaN, y1 = NaN] = boxes.values.subarray(4 * n, 4 * n + 4);
    const [rows, columns] = [samplesOf(call, y0, y1, outHeight, height), samplesOf(call, x0, x1, outWidth, width)];
    for (let c = 0; c < channels; c++) {
      const plane = ((pictures.values[n] ?? NaN) * channels + c) * height * width;
      const pixel = (row: number, column: number): number => x.values[plane + row * width + column] ?? NaN;
      for (const row of rows)
        for (const column of columns) values[at++] = pooled(call.string('mode', 'avg'), row, column, pixel);
    }
  }
  return [tensor64(dims, values, x.dtype)];
};
