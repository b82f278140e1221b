import {
  fail,
  type DeviceId,
  type InputOf,
  type ModelCard,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
  type Scope,
} from '../../../../contract/index.ts';
import type { DenseClassifier } from '../../../dense/index.ts';
import { readPicture, type ReadPicture } from '../../../pixels/index.ts';
import { onDeviceOrCpu, type Turn } from '../../../runtime/index.ts';
import type { Detection } from '../../../vision/index.ts';
import { boxesFrom } from './boxes.ts';
import { candidatesIn, wantedOf, type Wanted } from './candidates.ts';
import { denseJudge } from './dense.ts';
import { differenceOf, type Sample } from './difference.ts';
import { gridOf, onCanvas } from './grid.ts';
import { keep, usedAndKept, type Kept } from './kept.ts';
import { openCutOuts, openSurrounded, type CutOutJudge } from './naive.ts';
import { denseOf, networkReader, stepOf, type Network, type ReadNetwork } from './network.ts';
import { pyramidOf, type Level, type Size } from './pyramid.ts';
import { resample } from './resample.ts';
import type { WindowJudge } from './scores.ts';

type Method = RunnerContract['detection.windows'];

/** Networks kept open for the next photo of the same size. */
const keptBytes = 1e9;

/** Searches photos by windows. */
export interface WindowSearch {
  /** @throws photo/*, model/*, detection/too-fine */
  find(input: InputOf<Method>, scope: Scope<ProgressOf<Method>>, turn: Turn): Promise<OutputOf<Method>>;
  /** Closes what was kept open. */
  clear(): Promise<void>;
}

interface Pools {
  readonly dense: Kept<DenseClassifier>;
  readonly cutOuts: Kept<CutOutJudge>;
}

export function windowSearch(): WindowSearch {
  const pools: Pools = { dense: keep(keptBytes), cutOuts: keep(keptBytes) };
  const read = networkReader();
  return {
    find: (input, scope, turn) => find(input, { read, pools, scope, turn }),
    clear: async () => {
      await pools.dense.clear();
      await pools.cutOuts.clear();
    },
  };
}

interface Means {
  readonly read: ReadNetwork;
  readonly pools: Pools;
  readonly scope: Scope<ProgressOf<Method>>;
  readonly turn: Turn;
}

async function find(input: InputOf<Method>, means: Means): Promise<OutputOf<Method>> {
  const startedMs = performance.now();
  const { model, path, settings, device } = input;
  mustClassify(model.card);
  const network = await means.read(model);
  const stepPx = stepOf(model.card, network, settings.stepPx);
  const pyramid = (width: number, height: number): Level[] =>
    pyramidOf({ width, height }, model.card.preprocessing, stepPx, settings);
  const photo = await readPicture(path, (width, height) => sizeFor(pyramid(width, height)));
  const levels = pyramid(photo.photoWidth, photo.photoHeight);
  const wanted = wantedOf(model.card, settings);
  const search = { ...means, input, network, stepPx, photo, levels, wanted };
  const { result: seen, fellBack } = await onDeviceOrCpu(device, (used) => seenBy({ ...search, device: used }));
  const size = { width: photo.photoWidth, height: photo.photoHeight };
  const detections = boxesFrom(seen.windows, size, settings, wanted).map((found) => ({
    ...found,
    className: model.card.classNames[found.classIndex] ?? `class ${found.classIndex}`,
  }));
  return {
    ...{ photoWidth: photo.photoWidth, photoHeight: photo.photoHeight, detections, stepPx },
    difference: seen.difference,
    windows: levels.reduce((sum, { rows, columns }) => sum + rows * columns, 0),
    elapsedMs: performance.now() - startedMs,
    damaged: photo.damaged,
    ...(fellBack !== null && { fellBack }),
  };
}

/** @throws model/unsupported */
function mustClassify({ name, task }: ModelCard): void {
  if (task === 'classification' || task === 'unknown') return;
  fail('model/unsupported', { model: name, reason: `windows are judged by a classifier, and it is for ${task}.` });
}

/** The smallest size from which no level has to be enlarged. */
const sizeFor = (levels: readonly Level[]): Size => ({
  width: levels.reduce((most, { width }) => Math.max(most, width), 1),
  height: levels.reduce((most, { height }) => Math.max(most, height), 1),
});

interface Search extends Means {
  readonly input: InputOf<Method>;
  readonly device: DeviceId;
  readonly network: Network;
  readonly stepPx: number;
  readonly photo: ReadPicture;
  readonly levels: readonly Level[];
  readonly wanted: Wanted;
}

/** The windows that are probable enough, and how far they are from cut-out ones. */
async function seenBy(search: Search) {
  const { windows, sample } = await windowsIn(search);
  const difference = sample && (await withCutOuts(search, (judge) => differenceOf(sample, judge, search.turn)));
  return { windows, difference };
}

/** The windows that are probable enough, and in dense mode some to compare with cut-out ones. */
async function windowsIn(search: Search): Promise<{ windows: Detection[]; sample: Sample | null }> {
  const { input, network, stepPx, photo, levels, wanted, scope, turn } = search;
  const { settings, model } = input;
  const windows: Detection[] = [];
  const geometry = network.dense?.geometry ?? null;
  const compares = settings.mode === 'dense' && geometry?.isPadded === true;
  const samples: Sample[] = [];
  await withJudge(search, async (judge) => {
    for (const [at, level] of levels.entries()) {
      const onPart = (share: number): void => {
        scope.stop.throwIfAborted();
        scope.progress({ done: at + share, total: levels.length });
      };
      const grid = gridOf(level, { card: model.card, stepPx, margin: settings.margin, geometry });
      const canvas = onCanvas(resample(photo, level.width, level.height), grid);
      const scores = await judge.scores(grid, canvas, { followed: wanted.followed ?? [], turn, onPart });
      for (const window of candidatesIn(scores, grid, wanted)) windows.push(window);
      if (compares && at === levels.length >> 1) samples.push({ grid, canvas, scores });
    }
  });
  return { windows, sample: samples[0] ?? null };
}

async function withJudge(search: Search, use: (judge: WindowJudge) => Promise<void>): Promise<void> {
  const { input, device, network, pools, turn } = search;
  const { model, settings } = input;
  if (settings.mode === 'naive' && settings.surroundings === 'zeros') return withCutOuts(search, use);
  const { patch, geometry } = denseOf(network);
  const judge =
    settings.mode === 'dense'
      ? denseJudge({ model, patch, geometry, device, network, kept: pools.dense })
      : await turn(() => openSurrounded(model, patch, geometry, device));
  await use(judge).finally(() => judge.close());
}

async function withCutOuts<T>(search: Search, use: (judge: CutOutJudge) => Promise<T>) {
  const { input, device, network, pools, turn } = search;
  const { model } = input;
  const name = JSON.stringify([network.key, device]);
  const judge = pools.cutOuts.take(name) ?? (await turn(() => openCutOuts(model, device)));
  return usedAndKept(judge, use, () => pools.cutOuts.put(name, judge, 3 * network.bytes));
}
