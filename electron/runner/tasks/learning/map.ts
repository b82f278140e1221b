import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UMAP } from 'umap-js';
import {
  Prediction,
  type InputOf,
  type KnownModel,
  type MapPoint,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
  type Scope,
} from '../../../contract/index.ts';
import type { Turn } from '../../runtime/index.ts';
import { computeFeatures, openBase, type FeatureSet } from '../../training/index.ts';
import { derived, shuffled } from '../../vision/index.ts';

type Method = RunnerContract['training.map'];

/** Points of a map; of a larger set as many are drawn, because more cannot be told apart and take minutes. */
const mostPoints = 4000;
const neighbors = 15;
/** Sets the draws of the map apart from those of the run. */
const mapDraw = 0x3a9;

/**
 * Lays photos out so that those with alike features lie together, seen by the network as it was trained. The same run
 * has the same map.
 *
 * @see McInnes, Healy and Melville, "UMAP", 2018
 */
export async function mapRun(
  { plan, model, folder, cacheDir }: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
): Promise<OutputOf<Method>> {
  const asked = shuffled(plan.examples.length, derived(plan.settings.seed, mapDraw)).subarray(0, mostPoints);
  const examples = Array.from(asked).flatMap((index) => plan.examples[index] ?? []);
  const { value, network } = await eyesOf(plan.settings.depth.kind === 'head', model, folder);
  const { augmentation, seed } = plan.settings;
  const [set] = await computeFeatures(
    {
      ...{ model: network, cuts: [{ value, pooled: true }], photos: examples, views: 0, augmentation, seed, cacheDir },
      ...{ device: plan.device, threads: plan.threads },
    },
    { turn, stop: scope.stop, onProgress: (done, total) => scope.progress({ done, total: 2 * total }) },
  );
  if (!set) return [];
  const readable = examples.flatMap((example, row) => (set.unreadable.has(row) ? [] : [{ example, row }]));
  const rows = readable.map(({ row }) => rowOf(set, row));
  const places = await laidOut(rows, derived(seed, mapDraw, 1), scope, turn, examples.length);
  const predicted = await predictedIn(folder);
  return readable.map(({ example: { path, hash, classIndices } }, i): MapPoint => {
    const [x = 0.5, y = 0.5] = places[i] ?? [];
    const [truth = 0] = classIndices;
    return { path, x, y, truth, predicted: predicted.get(hash) ?? truth };
  });
}

/** A linear head sees with the base's features; deeper training made its own. */
async function eyesOf(
  isHead: boolean,
  model: KnownModel,
  folder: string,
): Promise<{ readonly value: string; readonly network: KnownModel }> {
  const { features } = await openBase(model, true);
  if (isHead) return { value: features, network: model };
  const path = join(folder, 'model.onnx');
  const hash = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return { value: features, network: { path, hash, card: model.card } };
}

const rowOf = ({ values, dims: [width = 0] }: FeatureSet, row: number): number[] =>
  Array.from(values.subarray(row * width, (row + 1) * width));

/** [N][2] within 0..1. */
async function laidOut(
  rows: readonly number[][],
  random: () => number,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
  before: number,
): Promise<readonly (readonly number[])[]> {
  // A neighborhood graph of three photos says nothing; they stand in a row.
  if (rows.length < 4) return rows.map((_, i) => [(i + 0.5) / rows.length, 0.5]);
  const umap = new UMAP({ nComponents: 2, nNeighbors: Math.min(neighbors, rows.length - 1), minDist: 0.1, random });
  const epochs = await turn(() => Promise.resolve(umap.initializeFit([...rows])));
  for (let epoch = 0; epoch < epochs; epoch++) {
    scope.stop.throwIfAborted();
    await turn(() => Promise.resolve(umap.step()));
    if (epoch % 10 === 0) scope.progress({ done: before + Math.floor((before * epoch) / epochs), total: 2 * before });
    // Requests from outside are heard between the steps.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return withinUnit(umap.getEmbedding());
}

function withinUnit(points: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const bounds = [0, 1].map((axis) => {
    const own = points.map((point) => point[axis] ?? 0);
    const low = own.reduce((a, b) => Math.min(a, b), Infinity);
    return { low, size: own.reduce((a, b) => Math.max(a, b), -Infinity) - low || 1 };
  });
  return points.map((point) => bounds.map(({ low, size }, axis) => ((point[axis] ?? 0) - low) / size));
}

/** Class that was answered, by the photo's hash. */
async function predictedIn(folder: string): Promise<ReadonlyMap<string, number>> {
  const text = await readFile(join(folder, 'predictions.jsonl'), 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => Prediction.parse(JSON.parse(line))).map(({ hash, predicted }) => [hash, predicted] as const),
  );
}
