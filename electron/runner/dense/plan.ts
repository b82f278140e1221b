import {
  denseStages,
  peakBytesOf,
  receptiveFieldsOf,
  shapesOf,
  withPlaceScores,
  type DenseStage,
  type DenseStages,
  type Graph,
  type MapSize,
  type PlaceScoresOptions,
} from '../../compiler/index.ts';
import { tilesAlong, type TileSpan } from '../vision/index.ts';

export interface PlanOptions {
  /** Pixels of the picture. */
  readonly width: number;
  readonly height: number;
  /** Pixels between neighboring positions: a divisor of the product of the network's strides. */
  readonly stepPx: number;
  readonly scores: PlaceScoresOptions;
  /** What the largest results of one tile may take in memory. */
  readonly budgetBytes: number;
}

/** How a picture is evaluated: in tiles of one size, and each in stages. */
export interface DensePlan extends DenseStages {
  /** Positions over the picture. */
  readonly rows: number;
  readonly columns: number;
  /** Pixels of a tile. */
  readonly tile: { readonly width: number; readonly height: number };
  readonly tileRows: readonly TileSpan[];
  readonly tileColumns: readonly TileSpan[];
}

/** Maps that fit into a core's second cache; small ones go together, so that one run is worth its start. */
const mapBytes = 2 * 2 ** 20;
const batchOf = ({ channels, height, width }: MapSize): number => mapBytes / (4 * channels * height * width);

/**
 * The largest tiles that the budget allows: the halo around each is computed twice.
 *
 * @throws what `denseStages` throws
 */
export function planDense(patch: Graph, options: PlanOptions): DensePlan {
  const { stepPx, scores, budgetBytes } = options;
  const strides = stridesOf(patch);
  const [height, width] = [upTo(options.height, strides), upTo(options.width, strides)];
  const stagesFor = (tile: { height: number; width: number }): DenseStages => {
    const dense = denseStages(patch, { ...tile, stride: stepPx, batchOf });
    const last = dense.stages.at(-1);
    if (!last) throw new Error('A dense network has a stage.');
    return {
      ...dense,
      stages: [...dense.stages.slice(0, -1), { ...last, graph: withPlaceScores(last.graph, scores) }],
    };
  };
  const trial = stagesFor({ height: Math.min(height, trialSide(strides)), width: Math.min(width, trialSide(strides)) });
  const perPixel = bytesOf(trial) / (trialPixels(trial.stages[0]) || 1);
  const tile = tileWithin(budgetBytes / perPixel, { height, width }, haloOf(trial), strides);
  const dense = tile.height * tile.width === trialPixels(trial.stages[0]) ? trial : stagesFor(tile);
  const { border } = dense;
  const along = (length: number, own: number, before: number, after: number): readonly TileSpan[] =>
    tilesAlong(length / stepPx, own / stepPx, { before, after });
  return {
    ...dense,
    rows: Math.ceil(options.height / stepPx),
    columns: Math.ceil(options.width / stepPx),
    tile,
    tileRows: along(height, tile.height, border.top, border.bottom),
    tileColumns: along(width, tile.width, border.left, border.right),
  };
}

/** The product of a network's strides: pixels between neighboring positions of its deepest maps. */
export const stridesOf = (patch: Graph): number =>
  Math.max(...[...receptiveFieldsOf(patch).values()].flatMap(({ rows, columns }) => [rows.stepPx, columns.stepPx]));

const upTo = (length: number, multiple: number): number => multiple * Math.ceil(length / multiple);
/** Large enough that what does not grow with the picture does not count. */
const trialSide = (strides: number): number => upTo(256, strides);
const trialPixels = (stage: DenseStage | undefined): number => (stage ? stage.input.height * stage.input.width : 0);

const bytesOf = ({ stages }: DenseStages): number =>
  stages.reduce((sum, { graph }) => sum + peakBytesOf(graph, graph.nodes, shapesOf(graph)), 0);

/** Pixels of a tile at whose positions less is seen than the picture has. */
const haloOf = ({ border, stepPx }: DenseStages) => ({
  height: (border.top + border.bottom) * stepPx,
  width: (border.left + border.right) * stepPx,
});

interface Size {
  readonly height: number;
  readonly width: number;
}

/** Positions along a side of the deepest maps: the products that take means over them grow with the square. */
const longest = 1024;

/** As square as the picture allows; larger than the budget only where a tile would be all halo. */
function tileWithin(pixels: number, whole: Size, halo: Size, strides: number): Size {
  const least = { height: upTo(1.5 * halo.height, strides), width: upTo(1.5 * halo.width, strides) };
  const side = Math.sqrt(pixels);
  const fit = (wished: number, all: number, low: number): number =>
    Math.min(all, longest * strides, Math.max(low, strides * Math.floor(wished / strides)));
  const height = fit(whole.width < side ? pixels / whole.width : side, whole.height, least.height);
  return { height, width: fit(pixels / height, whole.width, least.width) };
}
