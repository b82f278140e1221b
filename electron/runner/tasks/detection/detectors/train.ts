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
import { openRegionsLater } from '../regions/index.ts';
import { calibrated } from './calibrate.ts';
import { describedRegions, examplePhoto, type Describing } from './examples.ts';
import { writeDetector } from './file.ts';
import { inPhoto, thingsAmong, type DetectorHead } from './find.ts';
import { parts } from './graph.ts';
import { Looks } from './looks.ts';
import { learnMachines } from './machines.ts';
import { trainerMemory, type TrainerMemory } from './memory.ts';
import { openProducts } from '../../../training/index.ts';
import { learnRegressors } from './regressors.ts';
import { surveyed, type SurveyedPhoto } from './survey.ts';
import { tunedFor } from './tuning/index.ts';

type Method = RunnerContract['detectors.train'];
type Input = InputOf<Method>;

/** Learns detectors. What it had in memory for the last one is at hand for the next. */
export interface DetectorTrainer {
  train(input: Input, scope: Scope<ProgressOf<Method>>, turn: Turn): Promise<OutputOf<Method>>;
}

export function detectorTrainer(): DetectorTrainer {
  const memory = trainerMemory();
  return { train: (input, scope, turn) => trainDetector(input, scope, turn, memory) };
}

/**
 * Learns a detector from photos with boxes: regions are described by a network, which is tuned to the boxes first where
 * that is asked for, linear machines say which of them are things, a regression moves them. What was described before is
 * not described again.
 *
 * @throws detection/*, training/not-trainable, model/*, disk/*, engine/stopped
 */
async function trainDetector(
  input: Input,
  scope: Scope<ProgressOf<Method>>,
  turn: Turn,
  memory: TrainerMemory,
): Promise<OutputOf<Method>> {
  const { model, settings, device, classNames } = input;
  if (!input.photos.some(({ boxes }) => boxes.length > 0)) fail('detection/no-boxes', {});
  if (model.card.task === 'detection')
    fail('model/unsupported', {
      model: model.card.name,
      reason: 'it is a detector; choose the network it was learned on.',
    });
  const stop = signalOf(scope);
  const heldOut = heldOutOf(input.photos, settings);
  const tuned = await tunedFor(
    input,
    input.photos.filter((photo) => !heldOut.has(photo)),
    { scope, turn, stop },
  );
  const { network, describes, cache, mined, multipliers, room } = await memory.workshopFor(input, tuned);
  const products = await openProducts();
  const describer = openRegionsLater(network, device);
  try {
    const how: Describing = { describer, cache, settings, turn, stop };
    const { readable, skipped } = await described(input, how, scope);
    await cache.trimOthers();
    if (!readable.some(({ photo }) => photo.boxes.length > 0)) fail('detection/no-boxes', {});
    const learned = readable.filter(({ photo }) => !heldOut.has(photo));
    const held = readable.filter(({ photo }) => heldOut.has(photo));
    const wishes = {
      ...{ classes: classNames.length, width: network.width, c: settings.c, seed: settings.seed },
      ...{ mined, multipliers, room, products, looks: new Looks(products), stop },
    };
    const onRound = (done: number, total: number): void => scope.progress({ phase: 'learning', done, total });
    // Machines are solved beside this thread, which learns to move boxes meanwhile.
    const [machines, regressors] = await bothOf(
      learnMachines(surveysOf(learned), { ...wishes, onRound }),
      settings.regression ? learnRegressors(surveysOf(learned), wishes) : Promise.resolve(null),
    );
    scope.progress({ phase: 'boxes', done: 0, total: 1 });
    const curves = await calibrated(surveysOf(held.length > 0 ? held : learned), machines, wishes.looks);
    const head: DetectorHead = { machines, curves, regressors };
    const report = held.length === 0 ? null : await judged(input, held, how, head, scope);
    scope.progress({ phase: 'saving', done: 0, total: 1 });
    await writeDetector(input.file, { network, head, classNames, settings, describes, trunk: model.hash });
    return { card: cardFor(input), report, skipped };
  } finally {
    await Promise.all([describer.close(), products.close()]);
  }
}

/** Both end before either's failure is thrown: what they work with is closed then. */
async function bothOf<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}

interface Readable {
  readonly photo: LabelledPhoto;
  readonly survey: SurveyedPhoto;
}

const surveysOf = (photos: readonly Readable[]): SurveyedPhoto[] => photos.map(({ survey }) => survey);

/** Describes what is not described yet, so that the rest of learning only reads. */
async function described({ photos }: Input, how: Describing, scope: Scope<ProgressOf<Method>>) {
  const readable: Readable[] = [];
  const skipped: OutputOf<Method>['skipped'][number][] = [];
  for (const [index, photo] of photos.entries()) {
    how.stop?.throwIfAborted();
    scope.progress({ phase: 'regions', done: index, total: photos.length });
    try {
      const read = () => examplePhoto(photo, how);
      readable.push({ photo, survey: surveyed(photo, await read(), read) });
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (!problem.code.startsWith('photo/')) throw thrown;
      skipped.push({ index, problem });
    }
  }
  scope.progress({ phase: 'regions', done: photos.length, total: photos.length });
  return { readable, skipped };
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
  held: readonly Readable[],
  how: Describing,
  head: DetectorHead,
  scope: Scope<ProgressOf<Method>>,
) {
  const photos = [];
  for (const [index, { photo }] of held.entries()) {
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
