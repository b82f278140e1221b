import type { Padding } from '../../ops/padding.ts';

/** One number for the rows and one for the columns. */
export type Pair = readonly [rows: number, columns: number];

export const pair = (make: (axis: 0 | 1) => number): Pair => [make(0), make(1)];
export const isAll = (numbers: Pair, wanted: number): boolean => numbers.every((number) => number === wanted);

/**
 * A value of the patch network for all patches at once. The value of the patch that begins at pixel (i·step, j·step)
 * lies in it with its positions `spacing` apart:
 *
 *     patch value [n, c, y, x] = map [n, c, i + y · spacing, j + x · spacing]
 *
 * The map may be stored folded. A fold by (r, s) deals rows and columns to r·s maps in turn, which then stand in the
 * batch: map [n, c, r·a + b, s·d + e] lies at [(n·r + b)·s + e, c, a, d]. Neighbors in one of them are what a window
 * of that dilation reads, so that every window is an ordinary one. What is stored beyond `length` has no meaning.
 *
 * @see Giusti et al., "Fast image scanning with deep max-pooling convolutional neural networks", 2013
 */
export interface DenseMap {
  /** float32 [N · folds, C, ⌈length / folds⌉] */
  readonly value: string;
  /** Positions of the patch value; 1 × 1 where it has no rows and columns. */
  readonly patch: Pair;
  readonly spacing: Pair;
  /** Pixels of the picture per position of the map: strides that were kept. */
  readonly step: Pair;
  readonly length: Pair;
  /** In the order in which they were folded. */
  readonly folds: readonly Pair[];
  /** Positions from … to − 1 depend on no padding. */
  readonly from: Pair;
  readonly to: Pair;
  /** Pixels before the picture at which the patch of position (0, 0) begins, where the picture was to be covered. */
  readonly shift: Pair;
}

/** By how much a map is folded altogether. */
export const foldOf = ({ folds }: DenseMap): Pair =>
  pair((axis) => folds.reduce((product, fold) => product * fold[axis], 1));

/** How a window of the patch network slides; `after` counts only padding that is read. */
export interface Taps {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly before: Pair;
  readonly after: Pair;
  /** Positions that it makes of a patch. */
  readonly patch: Pair;
  /** How much of `before` the patch network does not have. */
  readonly added: Pair;
}

/**
 * The same window with padding added until it makes as many positions as it reads; what is odd goes behind. So the
 * middle of what a position sees stays where the position lies.
 */
export function covering(taps: Taps): Taps {
  const reach = reachOf(taps);
  const missing = pair((axis) => Math.max(0, reach[axis] - 1 - taps.before[axis] - taps.after[axis]));
  const added = pair((axis) => Math.floor(missing[axis] / 2));
  return {
    ...taps,
    before: pair((axis) => taps.before[axis] + added[axis]),
    after: pair((axis) => taps.after[axis] + missing[axis] - added[axis]),
    added,
  };
}

export const reachOf = ({ kernel, dilations }: Taps): Pair => pair((axis) => dilations[axis] * (kernel[axis] - 1) + 1);

/** What is known of a map behind a window whose strides are `kept` as they are or have become spacing. */
export function slidMap(map: DenseMap, taps: Taps, kept: Pair): Omit<DenseMap, 'value' | 'folds'> {
  const reach = reachOf(taps);
  const before = pair((axis) => taps.before[axis] * map.spacing[axis]);
  const span = pair((axis) => (reach[axis] - 1) * map.spacing[axis]);
  const after = pair((axis) => taps.after[axis] * map.spacing[axis]);
  const fit = (axis: 0 | 1, last: number): number => Math.floor((last - span[axis]) / kept[axis]) + 1;
  return {
    patch: taps.patch,
    spacing: pair((axis) => (map.spacing[axis] * taps.strides[axis]) / kept[axis]),
    step: pair((axis) => map.step[axis] * kept[axis]),
    length: pair((axis) => fit(axis, map.length[axis] + before[axis] + after[axis] - 1)),
    from: pair((axis) => Math.ceil((map.from[axis] + before[axis]) / kept[axis])),
    to: pair((axis) => fit(axis, map.to[axis] + before[axis] - 1)),
    shift: pair((axis) => map.shift[axis] + taps.added[axis] * map.spacing[axis] * map.step[axis]),
  };
}

/** The map with rows and columns added or, where the counts are negative, taken away in front and behind. */
export const shiftedMap = (map: DenseMap, before: Pair, after: Pair): Omit<DenseMap, 'value' | 'folds'> => ({
  ...map,
  length: pair((axis) => map.length[axis] + before[axis] + after[axis]),
  from: pair((axis) => Math.max(0, map.from[axis] + before[axis])),
  to: pair((axis) => map.to[axis] + before[axis]),
});

/** The spatial axes of padding over [N, C, H, W]. */
export const spatialOf = (padding: Padding): { readonly before: Pair; readonly after: Pair } => ({
  before: pair((axis) => padding.before[axis + 2] ?? 0),
  after: pair((axis) => padding.after[axis + 2] ?? 0),
});
