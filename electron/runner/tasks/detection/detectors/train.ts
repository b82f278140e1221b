import {
  fail,
  problemOf,
  type InputOf,
  type LabelledPhoto,
  type ModelCard,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
  type Scope,
} from '../../../../contract/index.ts';
import { signalOf, type Turn } from '../../../runtime/index.ts';
import { derived, detectionReport, shuffled } from '../../../vision/index.ts';
import { openRegions, regionNetwork } from '../regions/index.ts';
import { regionCache, type RegionCache } from './cache.ts';
import { calibrated } from './calibrate.ts';
import { describedRegions, examplePhoto, type Describing, type ExamplePhoto } from './examples.ts';
import { writeDetector } from './file.ts';
import { inPhoto, thingsAmong, type DetectorHead } from './find.ts';
import { parts } from './graph.ts';
import { learnMachines, type Mined, type Photos } from './machines.ts';
import { learnRegressors } from './regressors.ts';
import { openProducts } from './products.ts';
import { remembered } from './remembered.ts';
import { tunedFor, withTunedLayers } from './tuning/index.ts';

type Method = RunnerContract['detectors.train'];
type Input = InputOf<Method>;

/** Learns detectors. What it had in memory for the last one is at hand for the next. */
export interface DetectorTrainer {
  train(input: Input, scope: Scope<ProgressOf<Method>>, turn: Turn): Promise<OutputOf<Method>>;
}

interface Memory {
  readonly describes: string;
  readonly cache: RegionCache;
  /** Of these classes. */
  readonly classNames: readonly string[];
  readonly mined: Mined;
}

export function detectorTrainer(): DetectorTrainer {
  let last: Memory | null = null;
  const memoryFor = (describes: string, { classNames, cacheDir }: Input, width: number): Memory => {
    const isSame = last?.describes === describes;
    const cache = (isSame ? last?.cache : null) ?? remembered(regionCache(cacheDir, describes, width));
    const ofSame = isSame && last?.classNames.join('\n') === classNames.join('\n');
    const mined: Mined = (ofSame ? last?.mined : null) ?? new Map<number, Map<string, Set<number>>>();
    return (last = { describes, cache, classNames, mined });
  };
  return { train: (input, scope, turn) => trainDetector(input, scope, turn, memoryFor) };
}

/**
 * Learns a detector from photos with boxes: regions are described by a network that stays as it is, linear machines say
 * which of them are things, a regression moves them. What was described before is not described again.
 *
 * @throws detection/no-boxes, detection/no-addon, model/*, disk/*, engine/stopped
 */
async function trainDetector(
  input: Input,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
  memoryFor: (describes: string, input: Input, width: number) => Memory,
): Promise<OutputOf<Method>> {
  const { model, settings, device, classNames } = input;
  if (!input.photos.some(({ boxes }) => boxes.length > 0)) fail('detection/no-boxes', {});
  if (model.card.task === 'detection')
    fail('model/unsupported', {
      model: model.card.name,
      reason: 'it is a detector; choose the network it was learned on.',
    });
  const stop = signalOf(scope);
  const held = heldOutOf(input.photos, settings);
  const notHeld = input.photos.filter((photo) => !held.has(photo));
  const tuned = await tunedFor(input, notHeld, { scope, turn, stop });
  const network = withTunedLayers(await regionNetwork(model, { ...settings, device }), tuned);
  const products = await openProducts();
  const describer = await openRegions(network, device);
  try {
    const { proposals, mostProposals, seed } = settings;
    const { grid, tap } = network;
    const by = [tuned?.digest ?? model.hash, model.card.preprocessing, settings.form, grid, tap.value, device];
    const describes = JSON.stringify([...by, proposals, mostProposals, seed]);
    const { cache, mined } = memoryFor(describes, input, network.width);
    const how: Describing = { describer, cache, settings, turn, stop };
    const { readable, skipped } = await described(input, how, scope);
    await cache.trimOthers();
    if (!readable.some(({ boxes }) => boxes.length > 0)) fail('detection/no-boxes', {});
    const learned = readable.filter((photo) => !held.has(photo));
    const judging = readable.filter((photo) => held.has(photo));
    const photos =
      (some: readonly LabelledPhoto[]): Photos =>
      () =>
        examplesOf(some, how);
    const wishes = {
      ...{ classes: classNames.length, width: network.width, c: settings.c, seed: settings.seed },
      ...{ mined, products, stop },
    };
    const onRound = (done: number, total: number): void => scope.progress({ phase: 'learning', done, total });
    const machines = await learnMachines(photos(learned), { ...wishes, onRound });
    scope.progress({ phase: 'boxes', done: 0, total: 1 });
    const regressors = settings.regression ? await learnRegressors(photos(learned), wishes) : null;
    const curves = await calibrated(photos(judging.length > 0 ? judging : learned), machines, products);
    const head: DetectorHead = { machines, curves, regressors };
    const report = judging.length === 0 ? null : await judged(input, judging, how, head, scope);
    scope.progress({ phase: 'saving', done: 0, total: 1 });
    await writeDetector(input.file, { network, head, classNames, settings, describes });
    return { card: cardFor(input), report, skipped };
  } finally {
    await Promise.all([describer.close(), products.close()]);
  }
}

/** Describes what is not described yet, so that the rest of learning only reads. */
async function described({ photos }: Input, how: Describing, scope: Scope<ProgressOf<Method>>) {
  const readable: LabelledPhoto[] = [];
  const skipped: OutputOf<Method>['skipped'][number][] = [];
  for (const [index, photo] of photos.entries()) {
    how.stop?.throwIfAborted();
    scope.progress({ phase: 'regions', done: index, total: photos.length });
    try {
      await examplePhoto(photo, how);
      readable.push(photo);
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (!problem.code.startsWith('photo/')) throw thrown;
      skipped.push({ index, problem });
    }
  }
  scope.progress({ phase: 'regions', done: photos.length, total: photos.length });
  return { readable, skipped };
}

async function* examplesOf(
  photos: readonly LabelledPhoto[],
  how: Describing,
): AsyncGenerator<ExamplePhoto & { hash: string; complete: boolean }> {
  for (const photo of photos) {
    const { hash, complete } = photo;
    yield { ...(await examplePhoto(photo, how)), hash, complete };
  }
}

/** Of complete photos with boxes every so many are held out: in others nobody knows what is a mistake. */
function heldOutOf(photos: readonly LabelledPhoto[], { heldOut, seed }: Input['settings']): ReadonlySet<LabelledPhoto> {
  const fit = photos.filter(({ complete, boxes }) => complete && boxes.length > 0);
  const count = heldOut === 0 || fit.length < 2 * heldOut ? 0 : Math.floor(fit.length / heldOut);
  const order = shuffled(fit.length, derived(seed, 'held out'));
  return new Set([...order.subarray(0, count)].flatMap((at) => fit[at] ?? []));
}

async function judged(
  { name, classNames }: Input,
  held: readonly LabelledPhoto[],
  how: Describing,
  head: DetectorHead,
  scope: Scope<ProgressOf<Method>>,
) {
  const photos = [];
  for (const [index, photo] of held.entries()) {
    how.stop?.throwIfAborted();
    scope.progress({ phase: 'judging', done: index, total: held.length });
    const regions = await describedRegions(photo, how);
    const found = inPhoto(thingsAmong(regions, head), regions);
    photos.push({ path: photo.path, photo: null, truth: photo.boxes, found });
  }
  return detectionReport(name, photos, classNames);
}

const cardFor = ({ model: { card }, name, classNames }: Input): ModelCard => ({
  ...{ name, task: 'detection', preprocessing: card.preprocessing, classNames },
  ...{ inputName: parts.picture, outputName: parts.probabilities, outputKind: 'probabilities' },
  ...{ licence: card.licence, source: card.source, accuracy: null, notes: null, confirmed: true },
});
