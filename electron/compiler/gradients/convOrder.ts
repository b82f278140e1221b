import { gatheredColumns } from './convColumns.ts';
import { depthwiseConv, depthwiseMatMul, depthwiseMultiplyReduce } from './convDepthwise.ts';
import { depthwiseFlat, depthwiseRows } from './convDepthwiseFlat.ts';
import {
  convOperands,
  im2colChannelsFirst,
  im2colChannelsLast,
  tapsBatched,
  tapsGemm,
  tapsGemmChannelsLast,
} from './convKernel.ts';
import type { Correlation, CorrelationWay } from './correlation.ts';

/** A class of shapes with the ways that may be the fastest for it, the likely fastest first. */
interface ShapeClass {
  readonly is: (correlation: Correlation) => boolean;
  readonly ways: readonly CorrelationWay[];
}

// The figures are milliseconds on a batch of 8, in the order of the ways, on the machine where the order was settled;
// `npm run bench:formulations` prints those of yours. The first class that fits decides. A way that is three times slower
// than the best of its class is left out.
const classes: readonly ShapeClass[] = [
  {
    // 192 channels of 28², 3×3, stride 2: 9.0, 15.7, 16.2, 20.6
    is: (correlation) => isDepthwise(correlation) && is2D(correlation) && isStrided(correlation),
    ways: [depthwiseRows, depthwiseConv, convOperands, depthwiseMultiplyReduce, depthwiseMatMul],
  },
  {
    // 384 channels of 14², 3×3, two threads: 4.2, 7.4, 7.8
    is: (correlation) => isDepthwise(correlation) && is2D(correlation) && correlation.positions <= 20 * 20,
    ways: [depthwiseFlat, depthwiseRows, depthwiseMatMul, depthwiseMultiplyReduce],
  },
  {
    // 192 channels of 28², 3×3: 9.7, 12.1, 29.0; 32 channels of 112²: 51.5, 53.0, 239.7
    is: (correlation) => isDepthwise(correlation) && is2D(correlation),
    ways: [depthwiseRows, depthwiseFlat, depthwiseMatMul, depthwiseMultiplyReduce],
  },
  {
    // 192 channels of 28², 3×3: 27.1, 31.1, 43.7, 52.7
    is: (correlation) => isDepthwise(correlation),
    ways: [depthwiseMatMul, depthwiseMultiplyReduce, convOperands, depthwiseConv],
  },
  {
    // 256 channels of 28² in 32 groups, 3×3: 34.9, 82.6
    is: ({ group }) => group > 1,
    ways: [tapsBatched, convOperands],
  },
  {
    // 64 → 128 channels, 56², stride 2: 5.2, 6.9, 7.8
    is: (correlation) => correlation.taps === 1 && isStrided(correlation),
    ways: [tapsBatched, tapsGemm, tapsGemmChannelsLast],
  },
  {
    // 256 → 1024 channels of 14²: 21.3, 22.5, 30.3
    is: ({ taps }) => taps === 1,
    ways: [tapsGemmChannelsLast, tapsGemm, tapsBatched],
  },
  {
    // The first layer, 3 → 64 channels, 224², 7×7, stride 2: 92.8, 116.4, 288.6
    is: ({ channels }) => channels <= 4,
    ways: [convOperands, im2colChannelsFirst, im2colChannelsLast],
  },
  {
    // 64 → 128 channels, 56², 3×3, stride 2: 10, 12, 13, 17, 18, 19, 23
    is: (correlation) => isStrided(correlation),
    ways: [
      gatheredColumns,
      tapsGemmChannelsLast,
      im2colChannelsLast,
      im2colChannelsFirst,
      tapsGemm,
      convOperands,
      tapsBatched,
    ],
  },
  {
    // 64 channels of 56²: 72.8, 67.2, 87.6, 93.4; 128 channels of 28²: 60.3, 67.0, 57.4, 60.0
    is: ({ positions }) => positions > 20 * 20,
    ways: [tapsBatched, im2colChannelsFirst, tapsGemm, tapsGemmChannelsLast, gatheredColumns],
  },
  {
    // 256 channels of 14²: 18, 28, 17, 26, 27; 64 channels of 12², batch of 128: 20, 20, 18, 13, 21
    is: ({ positions }) => positions > 10 * 10,
    ways: [tapsGemm, tapsGemmChannelsLast, im2colChannelsLast, gatheredColumns, tapsBatched],
  },
  {
    // 512 channels of 7²: 22, 30, 64, 62, 31, 102
    is: () => true,
    ways: [im2colChannelsLast, gatheredColumns, tapsGemm, tapsGemmChannelsLast, convOperands, tapsBatched],
  },
];

/** The ways to compute a kernel's gradient that may be the fastest for its shape, the likely fastest first. */
export const waysFor = (correlation: Correlation): readonly CorrelationWay[] =>
  classes.find(({ is }) => is(correlation))?.ways ?? [];

const isDepthwise = ({ group, channels, maps }: Correlation): boolean => group > 1 && channels === 1 && maps === 1;

const is2D = ({ window }: Correlation): boolean => window.kernel.length === 2;

const isStrided = ({ window }: Correlation): boolean => window.strides.some((stride) => stride > 1);
