import { float, type AttributeInput } from '../../../electron/compiler/index.ts';
import { tensor64 } from '../../../electron/reference/index.ts';
import { known, oneNode, type CaseMaker, type OpCase } from './define.ts';
import type { Draw } from './draw.ts';

interface Wanted {
  readonly mode?: 'avg' | 'max';
  /** 0: as many samples as a bin has pixels. */
  readonly ratios: readonly [number, ...number[]];
  readonly scale?: number;
  readonly transformation?: 'half_pixel' | 'output_half_pixel';
  /** Lengths of the sides, as parts of the map's; below 0 a box ends before it begins. */
  readonly sides?: readonly [number, number];
  /** Whether the boxes are stored in the graph. */
  readonly isStored?: boolean;
  readonly counts?: readonly [number, number];
}

/** Begin and end of a box along an axis, in pixels of the map. */
interface Side {
  readonly begin: number;
  readonly end: number;
}

/**
 * Whether rounding can't change the number of samples, nor which of them lie outside of the map: they keep a distance
 * from one pixel outside, and a bin from a whole number of pixels.
 */
function isFirm({ begin, end }: Side, bins: number, ratio: number, length: number, transformation: string): boolean {
  const isCentered = transformation === 'half_pixel';
  const side = isCentered ? end - begin : Math.max(end - begin, 1);
  const count = bins * (ratio || Math.max(0, Math.ceil(side / bins)));
  const places = Array.from({ length: count }, (_, i) => begin - (isCentered ? 0.5 : 0) + (side * (i + 0.5)) / count);
  const nearWhole = ratio === 0 && side !== 1 && Math.abs(side / bins - Math.round(side / bins)) < 1e-3;
  return !nearWhole && places.every((place) => Math.min(Math.abs(place + 1), Math.abs(place - length)) > 1e-3);
}

function aligned(draw: Draw, wanted: Wanted): OpCase {
  const {
    mode = 'avg',
    ratios,
    scale = 1,
    transformation = 'half_pixel',
    sides = [0.05, 1.2],
    counts = [1, 4],
  } = wanted;
  const dims = [draw.int(1, 3), draw.int(1, 3), draw.int(1, 9), draw.int(1, 9)];
  const [batch = 1, , height = 1, width = 1] = dims;
  const [outHeight, outWidth, ratio] = [draw.int(1, 4), draw.int(1, 4), draw.pick(ratios)];
  const sideOf = (bins: number, length: number): Side => {
    for (;;) {
      const begin = Math.fround((draw.rng() * 1.6 - 0.5) * length);
      const end = Math.fround(begin + (sides[0] + draw.rng() * (sides[1] - sides[0])) * length);
      if (isFirm({ begin, end }, bins, ratio, length, transformation)) return { begin, end };
    }
  };
  const count = draw.int(...counts);
  const boxes = Array.from({ length: count }, () => {
    const [across, down] = [sideOf(outWidth, width), sideOf(outHeight, height)];
    return [across.begin, down.begin, across.end, down.end].map((side) => side / scale);
  });
  const rois = tensor64([count, 4], boxes.flat());
  const attributes: Record<string, AttributeInput> = {
    ...{ mode, output_height: outHeight, output_width: outWidth, sampling_ratio: ratio },
    ...{ coordinate_transformation_mode: transformation, spatial_scale: float(scale) },
  };
  const hasRule = mode === 'avg' && (ratio > 0 || wanted.isStored === true);
  return oneNode(
    'RoiAlign',
    {
      X: draw.floats(dims),
      rois: wanted.isStored === true ? known(rois) : rois,
      batch_indices: draw.ints([count], 0, batch - 1),
    },
    { attributes, wrt: hasRule ? ['X'] : [] },
  );
}

const align = (what: string, wanted: Wanted): CaseMaker => ({
  op: 'RoiAlign',
  what,
  linear: true,
  draw: (draw) => aligned(draw, wanted),
});

// Scales are powers of 2, so that a box in its own units is exact too.
export const cases: readonly CaseMaker[] = [
  align('one to three samples', { ratios: [1, 2, 3] }),
  align('as many samples as a bin has pixels, of boxes that are known', { ratios: [0], isStored: true }),
  align('as many samples as a bin has pixels, of boxes that are made', { ratios: [0] }),
  align('boxes in pixels of a picture that is larger than the map', { ratios: [2], scale: 0.25 }),
  align('such boxes that are known', { ratios: [0, 2], scale: 0.5, isStored: true }),
  align('pixels that begin at their centers', { ratios: [1, 2], transformation: 'output_half_pixel' }),
  align('such pixels, of boxes that are known', { ratios: [0], transformation: 'output_half_pixel', isStored: true }),
  align('boxes that end before they begin', { ratios: [2], sides: [-0.6, 0] }),
  align('such boxes that are known, which have no pixels to sample', { ratios: [0], sides: [-0.6, 0], isStored: true }),
  align('no boxes', { ratios: [2], counts: [0, 0] }),
  align('the largest share of a sample', { mode: 'max', ratios: [1, 2, 3] }),
  align('the largest share of as many samples as pixels', {
    ...{ mode: 'max', ratios: [0], transformation: 'output_half_pixel', scale: 0.5 },
  }),
];
