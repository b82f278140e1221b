import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { countCost, encode, floatsOf, type ChooseFormulation } from '../../../compiler/index.ts';
import { readWinners, runnableOn, tuneFormulations, writeWinners, type Winners } from '../formulations.ts';
import { openAdversary } from './adversary.ts';
import { stepsOf } from './batches.ts';
import { checkpointsIn } from './checkpoint.ts';
import { learningOptions, type LearningOptions } from './epoch.ts';
import { openJudge, type Judge } from './judge.ts';
import { openLearner, storedNumbers, type Learner, type Numbers } from './learner.ts';
import { beginMetrics } from './metrics.ts';
import { firstPlace, type Place } from './place.ts';
import { testRates } from './rate.ts';
import { scheduleOf, type Schedule } from '../schedules.ts';
import { completeStep, prepareStep, type Forward } from './step.ts';
import type { TrainingHooks, TrainingRequest } from './types.ts';

/** A run that is open: what the loop works on. */
export interface Run {
  readonly request: TrainingRequest;
  readonly hooks: TrainingHooks;
  readonly learner: Learner;
  readonly judge: Judge | null;
  readonly winners: Winners;
  readonly place: Place;
  readonly batch: number;
  readonly learning: LearningOptions;
  readonly stepsPerEpoch: number;
  /** By steps of the restart. */
  readonly rateOf: Schedule;
  readonly metrics: string;
  /** Parameters and statistics of the best epoch of this restart, and of the restarts before. */
  best: Numbers | null;
  champion: Numbers | null;
  /** Where a restart begins. */
  readonly startOf: (restart: number) => Numbers;
  /** Examples learned from per second, in the last moments. */
  perSecond: number;
  /** Writes a checkpoint. @param flush  and waits until the disk has it */
  readonly save: (flush: boolean) => Promise<void>;
  /** How large it would be, about. */
  readonly bytes: () => number;
  /** Writes one if the last is so many milliseconds old. */
  readonly saveAfter: (ms: number) => Promise<void>;
  readonly release: () => Promise<void>;
}

/** Compiles the step, and begins the run or goes on where its checkpoint says. */
export async function openRun(request: TrainingRequest, hooks: TrainingHooks): Promise<Run> {
  const { settings, train, holdout, folder } = request;
  const batch = Math.min(settings.batch, train.count);
  const checkpoints = checkpointsIn(join(folder, 'checkpoint'), keyOf(request));
  const found = await checkpoints.read();
  const forward = prepareStep(request, batch);
  const winners = found?.winners ?? request.winners ?? (await tuned(forward, request, hooks));
  const choose = chosen(winners, request);
  const step = completeStep(forward, request, choose);
  const adversary = await openAdversary(forward, request, choose, hooks);
  const learner = await openLearner(step, request, adversary, hooks);
  const judge = holdout && (await openJudge(holdout, step, request, hooks));
  const stored = storedNumbers(step);
  const stepsPerEpoch = stepsOf(train.count, batch, settings.loss === 'triplet');
  const startOf = (restart: number): Numbers => new Map([...stored, ...ownStart(request, restart)]);
  const learning = learningOptions(request, batch);
  const place = found?.place ?? firstPlace();
  learner.begin(found?.now ?? startOf(0));
  if (settings.learningRate === null && place.learningRate === null) {
    place.learningRate = await testRates(request, hooks, learner, learning);
    learner.begin(startOf(0));
  }
  place.learningRate ??= settings.learningRate;
  const length = { steps: settings.epochs * stepsPerEpoch, stepsPerEpoch };
  let savedMs = -Infinity;
  const run: Run = {
    request,
    hooks,
    learner,
    judge,
    winners,
    place,
    batch,
    learning,
    stepsPerEpoch,
    rateOf: scheduleOf({ ...settings, learningRate: place.learningRate }, length),
    metrics: join(folder, 'metrics.jsonl'),
    best: found?.best ?? null,
    champion: found?.champion ?? null,
    startOf,
    perSecond: 0,
    async save(flush) {
      await checkpoints.write({ place, winners, now: learner.now(), best: run.best, champion: run.champion }, flush);
      savedMs = performance.now();
    },
    bytes: () => [learner.now(), run.best, run.champion].reduce((sum, numbers) => sum + bytesOf(numbers), 0),
    async saveAfter(ms) {
      if (performance.now() - savedMs > ms) await run.save(true);
    },
    async release() {
      await learner.release();
      await judge?.release();
    },
  };
  await beginMetrics(run.metrics, place.epochs);
  await run.save(true);
  return run;
}

const bytesOf = (numbers: Numbers | null): number =>
  [...(numbers?.values() ?? [])].reduce((sum, { byteLength }) => sum + byteLength, 0);

/** A step with fewer multiplications than this takes a millisecond or two: nothing to be gained. */
const worthTuning = 2e7;

async function tuned(
  { graph, options }: Forward,
  { device, threads, kept }: TrainingRequest,
  hooks: TrainingHooks,
): Promise<Winners> {
  if (countCost(graph).multiplyAdds < worthTuning) return {};
  const { turn, stop } = hooks;
  const onSite = (done: number, total: number): void =>
    hooks.onPhase('tuning', `Finding the fastest gradients on this machine: ${done} of ${total}`);
  const key = kept && { device, threads, runtime: kept.runtime };
  const known = key ? await readWinners(kept.path, key) : {};
  const { winners, own } = await tuneFormulations(graph, options, {
    ...{ device, threads, winners: known, turn, stop, onSite },
  });
  // Before the first step: a run that ends early, and the one that is compared with it, have the same.
  const isNew = Object.keys(winners).length > Object.keys(known).length;
  // A disk that is full costs the time to find them again, not the run.
  if (key && isNew) await writeWinners(kept.path, key, winners).catch(() => undefined);
  return own;
}

const chosen = (winners: Winners, { device }: TrainingRequest): ChooseFormulation => {
  const otherwise = runnableOn(device);
  return (site) => winners[site.key] ?? otherwise(site);
};

function ownStart({ startOf }: TrainingRequest, restart: number): readonly (readonly [string, Float32Array])[] {
  return [...(startOf?.(restart) ?? [])].map(([name, tensor]) => {
    const floats = floatsOf(tensor);
    if (!(floats instanceof Float32Array)) throw new Error(`"${name}" begins as ${tensor.dtype}; float32 is trained.`);
    return [name, floats] as const;
  });
}

/** What makes a run this one. How often it saves does not matter, and winners are in the checkpoint. */
function keyOf({
  network,
  input,
  logits,
  trained,
  classes,
  settings,
  train,
  holdout,
  device,
  threads,
  preprocessing,
}: TrainingRequest) {
  const hash = createHash('sha256').update(encode(network));
  for (const set of [train, holdout]) {
    hash.update(JSON.stringify(set && [set.count, set.dims]));
    if (set) hash.update(set.classOf).update(set.targets ?? '');
  }
  const said = {
    ...{ input, logits, trained, classes, settings: { ...settings, checkpointSeconds: 0 }, device, threads },
    ...(settings.adversarial > 0 && { preprocessing }),
  };
  return hash.update(JSON.stringify(said)).digest('hex');
}
