// Regions of a map at one size: RoiAlign of ONNX (opset 16, mode avg, half_pixel, sampling_ratio 0, spatial_scale 1). This
// is src/region_align in TypeScript: what it does in words, and its judge.
//
// A region is divided into as many bins as the result has pixels. A bin is the mean of samples on an even lattice, as many
// along each side as the bin has pixels, rounded up. A sample lies between the centers of four pixels and takes of each as
// it is near; further than one pixel outside the map it is 0. All of that is one sum of rows by one of columns.
//
// He, Gkioxari, Dollár, Girshick, "Mask R-CNN", ICCV 2017, section 3; ONNX operators, RoiAlign.

export interface AlignProblem {
  /** [channels, height, width] */
  readonly map: Float32Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** [regions, 4] x0, y0, x1, y1 in pixels of the map, the last two exclusive; they may reach outside. */
  readonly boxes: Float32Array;
  readonly outHeight: number;
  readonly outWidth: number;
  /** Whether the result is [regions, outHeight, outWidth, channels]. */
  readonly channelsLast?: boolean;
}

/** How much of one result is that of each pixel from `from` on, along one axis. */
interface Shares {
  readonly from: number;
  readonly weights: readonly number[];
}

/** The same as `alignRegions`, one number at a time. */
export function alignOneByOne(problem: AlignProblem): Float32Array {
  const { map, channels, height, width, boxes, outHeight, outWidth, channelsLast = false } = problem;
  const regions = boxes.length / 4;
  const result = new Float32Array(regions * channels * outHeight * outWidth);
  for (let region = 0; region < regions; region++) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = boxes.subarray(4 * region, 4 * region + 4);
    const [rows, columns] = [sharesOf(y0, y1, height, outHeight), sharesOf(x0, x1, width, outWidth)];
    for (let channel = 0; channel < channels; channel++)
      for (let y = 0; y < outHeight; y++)
        for (let x = 0; x < outWidth; x++) {
          const at = channelsLast
            ? ((region * outHeight + y) * outWidth + x) * channels + channel
            : ((region * channels + channel) * outHeight + y) * outWidth + x;
          result[at] = sumOf(map, channel * height * width, width, rows[y], columns[x]);
        }
  }
  return result;
}

function sumOf(map: Float32Array, plane: number, width: number, row?: Shares, column?: Shares): number {
  let sum = 0;
  for (const [down, ofRow] of row?.weights.entries() ?? [])
    for (const [right, ofColumn] of column?.weights.entries() ?? [])
      sum += ofRow * ofColumn * (map[plane + ((row?.from ?? 0) + down) * width + (column?.from ?? 0) + right] ?? NaN);
  return sum;
}

/** [bins] of a stretch along an axis of `length` pixels. */
function sharesOf(begin: number, end: number, length: number, bins: number): Shares[] {
  const bin = (end - begin) / bins;
  const samples = Math.ceil(bin);
  return Array.from({ length: bins }, (_, at) => {
    const taken = new Map<number, number>();
    const take = (pixel: number, share: number): void =>
      void taken.set(pixel, (taken.get(pixel) ?? 0) + share / samples);
    for (let sample = 0; sample < samples; sample++) {
      const place = begin - 0.5 + at * bin + ((sample + 0.5) * bin) / samples;
      if (place < -1 || place > length) continue;
      const inside = Math.min(Math.max(place, 0), length - 1);
      const before = Math.floor(inside);
      take(before, before + 1 - inside);
      if (before + 1 < length) take(before + 1, inside - before);
    }
    const pixels = [...taken.keys()];
    const from = pixels.length === 0 ? 0 : Math.min(...pixels);
    const count = pixels.length === 0 ? 0 : Math.max(...pixels) - from + 1;
    return { from, weights: Array.from({ length: count }, (__, tap) => taken.get(from + tap) ?? 0) };
  });
}
