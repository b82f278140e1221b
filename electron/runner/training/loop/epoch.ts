import type { EpochRecord } from '../../../contract/index.ts';
import { plateauDropsOf } from '../schedules.ts';
import { placesFor, type Batch, type BatchOptions } from './batches.ts';
import { largestAt } from './judge.ts';
import { mixes, targetFormOf } from './losses.ts';
import { exampleWeights, orderOf } from './order.ts';
import type { Place } from './place.ts';
import type { Run } from './run.ts';
import type { Draw, Judged, StepReport, TrainingRequest } from './types.ts';

// What an epoch is made of, and what is counted in it.

/** How examples become batches to learn from, but for their order and chance: the same for all epochs. */
export type LearningOptions = Omit<BatchOptions, 'order' | 'drawOf'>;

export function learningOptions({ settings, train, classes }: TrainingRequest, batch: number): LearningOptions {
  const shape = { data: train, batch, classes, form: targetFormOf(settings, train.targets !== null) };
  return {
    ...shape,
    places: placesFor(shape),
    weights: exampleWeights(train, settings),
    onlyFull: settings.loss === 'triplet',
    mixing: mixes(settings) ? settings : null,
  };
}

/** The batches of the epoch under way. */
export const epochOptions = ({ request, place, learning }: Run): BatchOptions => ({
  ...learning,
  order: orderOf(request.train, request.settings, place.restart, place.epoch),
  drawOf: (step) => drawAt(request, place, step),
});

export const drawAt = ({ settings }: TrainingRequest, { restart, epoch }: Place, step: number): Draw => ({
  seed: settings.seed,
  restart,
  epoch,
  step,
});

/** Learning rate of a step of the epoch under way, from 0. */
export function rateAt({ place, request, rateOf, stepsPerEpoch }: Run, step: number): number {
  const drops = request.settings.schedule === 'plateau' ? plateauDropsOf(lossesOf(place)) : 0;
  return place.rateFactor * rateOf((place.epoch - 1) * stepsPerEpoch + step, drops);
}

/** What decides, of the epochs of this restart. */
const lossesOf = ({ epochs, restart }: Place): readonly number[] =>
  epochs.flatMap((epoch) => (epoch.restart === restart ? [epoch.holdoutLoss ?? epoch.trainLoss] : []));

/** Whether the answers of a step can be compared with the truth of its examples. */
const countsRight = ({ settings, train }: TrainingRequest): boolean =>
  settings.loss !== 'triplet' && train.targets === null && !mixes(settings);

/** Adds what a step has seen to what its epoch has. */
export function addUp({ place, request, batch }: Run, step: Batch, loss: number, logits: Float32Array): void {
  const { sums } = place;
  const weight = (step.weights.data as Float32Array).reduce((sum, one) => sum + one, 0);
  place.step += 1;
  place.updates += 1;
  sums.loss += loss * weight;
  sums.weight += weight;
  sums.examples += step.indices.length;
  if (!countsRight(request)) return;
  const width = logits.length / batch;
  for (const [n, example] of step.indices.entries())
    sums.right += Number(largestAt(logits, n * width, width) === request.train.classOf[example]);
}

export function recordOf(run: Run, judged: Judged | null): EpochRecord {
  const { place, request, stepsPerEpoch, perSecond } = run;
  const { sums, best, champion } = place;
  return {
    restart: place.restart,
    epoch: place.epoch,
    step: place.epoch * stepsPerEpoch,
    learningRate: rateAt(run, stepsPerEpoch - 1),
    trainLoss: sums.loss / sums.weight,
    trainAccuracy: countsRight(request) ? sums.right / sums.examples : null,
    holdoutLoss: judged?.loss ?? null,
    holdoutAccuracy: judged?.accuracy ?? null,
    examplesPerSecond: perSecond,
    best: !judged || judged.cost < Math.min(best?.cost ?? Infinity, champion?.cost ?? Infinity),
  };
}

/** Reports steps, with the speed since now. */
export function startMeter(run: Run): (loss: number) => StepReport {
  const { place, request, stepsPerEpoch } = run;
  const { epochs, restarts } = request.settings;
  const before = place.sums.examples;
  const startedMs = performance.now();
  return (loss) => {
    run.perSecond = (1000 * (place.sums.examples - before)) / Math.max(1, performance.now() - startedMs);
    return {
      restart: place.restart,
      epoch: place.epoch,
      done: (place.restart * epochs + place.epoch - 1) * stepsPerEpoch + place.step,
      total: restarts * epochs * stepsPerEpoch,
      loss,
      examplesPerSecond: run.perSecond,
    };
  };
}
