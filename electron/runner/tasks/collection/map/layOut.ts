import { derived } from '../../../vision/index.ts';
import { forestOf } from './forest.ts';
import { graphOf } from './graph.ts';
import { landmarksOf } from './landmarks.ts';
import { nearestByForest, nearestInLeaves, nearestOf } from './neighbors.ts';
import { placedAmong } from './place.ts';
import { reduced } from './reduce.ts';
import { picked, type Rows } from './rows.ts';
import { spread } from './spread.ts';
import { part, type Steps } from './steps.ts';

/** Directions that neighbors are looked for along: beyond them features are mostly noise. */
export const keptDims = 50;
export const neighborCount = 15;
/** Rows that are laid out first, and all others placed among them. */
const mostLandmarks = 5_000;
const landmarkEpochs = 400;
/** Passes over all rows, once each has a place near where it belongs. */
const refiningEpochs = 60;
const refiningRate = 0.5;
/** What neighbors are looked for in: more trees find more of them, and take longer. */
export const trees = { trees: 8, leaf: 100 };
/** Half the width that places begin with, as UMAP's own start has it. */
const startReach = 10;

/**
 * Lays rows out on a plane so that alike ones lie together: UMAP of some that stand for all, the others placed among
 * them, then all refined together. The same rows and seed make the same map.
 *
 * @param rows  [count, dims] of any length; Euclidean distance is what counts
 * @returns     [count, 2] within 0 to 1, both axes on one scale
 * @see         McInnes, Healy and Melville, "UMAP", 2018; Kobak and Linderman, "Initialization is critical", 2021
 */
export function* layOut(rows: Rows, seed: number): Steps<Float32Array> {
  // A neighborhood graph of three says nothing; they stand in a row.
  if (rows.count < 4) return inARow(rows.count);
  const flat = yield* part(reduced(rows, keptDims, derived(seed, 'reduce')), 0, 0.15);
  const forest = yield* part(forestOf(flat, { ...trees, rng: derived(seed, 'forest') }), 0.15, 0.25);
  const [tree] = forest;
  const landmarks = tree ? landmarksOf(tree, mostLandmarks, derived(seed, 'landmarks')) : new Int32Array(0);
  const first = yield* part(laidOut(picked(flat, landmarks), derived(seed, 'layout')), 0.25, 0.5);
  if (landmarks.length === flat.count) return withinUnit(first);
  const known = { landmarks, places: first };
  const all = yield* part(placedAll(flat, known, derived(seed, 'place')), 0.5, 0.6);
  const neighbors = yield* part(nearestInLeaves(flat, forest, neighborCount), 0.6, 0.7);
  const graph = yield* part(graphOf(neighbors), 0.7, 0.75);
  const refining = { epochs: refiningEpochs, rate: refiningRate, rng: derived(seed, 'refine') };
  yield* part(spread(all, graph, refining), 0.75, 1);
  return withinUnit(all);
}

function inARow(count: number): Float32Array {
  return Float32Array.from({ length: 2 * count }, (_, at) => (at % 2 === 0 ? (at / 2 + 0.5) / count : 0.5));
}

/** UMAP of a few thousand rows, from where their two strongest directions put them. */
function* laidOut(rows: Rows, rng: () => number): Steps<Float32Array> {
  const k = Math.min(neighborCount, rows.count - 1);
  const graph = yield* graphOf(yield* part(nearestOf(rows, rows, k), 0, 0.4));
  const places = startOf(rows, rng);
  yield* part(spread(places, graph, { epochs: landmarkEpochs, rate: 1, rng }), 0.4, 1);
  return places;
}

/** A little chance keeps copies from lying on one another for ever. */
function startOf({ count, dims, values }: Rows, rng: () => number): Float32Array {
  const places = Float32Array.from({ length: 2 * count }, (_, at) =>
    at % 2 < dims ? (values[Math.floor(at / 2) * dims + (at % 2)] ?? 0) : 0,
  );
  const reach = places.reduce((most, place) => Math.max(most, Math.abs(place)), 1e-9);
  return places.map((place) => (startReach * place) / reach + 1e-2 * (rng() - 0.5));
}

interface Landmarks {
  readonly landmarks: Int32Array;
  readonly places: Float32Array;
}

function* placedAll(rows: Rows, { landmarks, places }: Landmarks, rng: () => number): Steps<Float32Array> {
  const among = picked(rows, landmarks);
  const forest = yield* part(forestOf(among, { ...trees, rng }), 0, 0.1);
  const near = yield* part(nearestByForest(rows, among, forest, neighborCount), 0.1, 0.7);
  return yield* part(placedAmong(near, places), 0.7, 1);
}

/** Both axes by one factor, the map in the middle of the square. */
function withinUnit(places: Float32Array): Float32Array {
  const [low, high] = [
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ];
  places.forEach((place, at) => {
    low[at % 2] = Math.min(low[at % 2] ?? 0, place);
    high[at % 2] = Math.max(high[at % 2] ?? 0, place);
  });
  const sizes = [0, 1].map((axis) => (high[axis] ?? 0) - (low[axis] ?? 0));
  const size = Math.max(...sizes) || 1;
  return places.map((place, at) => (place - (low[at % 2] ?? 0) - (sizes[at % 2] ?? 0) / 2) / size + 0.5);
}
