import { join } from 'node:path';
import { fail } from '../../../contract/index.ts';
import { batchesOf } from './batches.ts';
import { crownIfBest, keepIfBest, rescue, trainedBy } from './best.ts';
import { addUp, drawAt, epochOptions, rateAt, recordOf, startMeter } from './epoch.ts';
import { addMetrics } from './metrics.ts';
import { noSums, restartPlace } from './place.ts';
import { openRun, type Run } from './run.ts';
import type { Trained, TrainingHooks, TrainingRequest } from './types.ts';

/**
 * Trains some parameters of a network: restarts of epochs of steps. After each epoch the hold-out is judged, and the best
 * weights are kept. A checkpoint in the folder is continued.
 *
 * Law: on the CPU, the weights in the end are the same, bit for bit, however often the run was interrupted and wherever;
 *      so are those of another run with the same request and winners.
 *
 * @throws engine/stopped          after the step under way; a checkpoint was written
 * @throws training/diverged       for the second time; the best weights up to there are in best.onnx
 * @throws training/not-trainable  there is no layer to put dropout before
 * @throws disk/full, disk/denied  at a checkpoint or a line of metrics; the checkpoint before it is whole, so that the run
 *                                 goes on from there
 * @throws graph/no-gradient, graph/unreached  as `differentiate`
 */
export async function trainNetwork(request: TrainingRequest, hooks: TrainingHooks): Promise<Trained> {
  const run = await openRun(request, hooks);
  try {
    hooks.onPhase('training', `${request.settings.epochs} epochs of ${run.stepsPerEpoch} steps`);
    for (;;) {
      await trainOnce(run);
      crownIfBest(run);
      if (run.place.finished || run.place.restart + 1 >= request.settings.restarts) return trainedBy(run);
      beginRestart(run);
    }
  } catch (thrown) {
    // What is counted and the weights change together, without a pause between: they fit each other wherever it was.
    if (hooks.stop.aborted && run.bytes() < quickBytes) await run.save(false);
    throw thrown;
  } finally {
    await run.release();
  }
}

/** What is written in less than the fifth of a second in which a stop is answered; beyond, the last checkpoint must do. */
const quickBytes = 120e6;

/** One restart: epochs until the last, or until there is a reason to end. */
async function trainOnce(run: Run): Promise<void> {
  const { place, request } = run;
  while (place.epoch <= request.settings.epochs && place.endedEarly === null) {
    const diverged = (await learnEpoch(run)) ?? (place.finished ? null : await judgeEpoch(run));
    if (diverged !== null) await recover(run, diverged);
  }
}

/** The steps of the epoch that are left. The loss is the answer if it says that training diverged. */
async function learnEpoch(run: Run): Promise<number | null> {
  const { place, hooks, learner, request } = run;
  const report = startMeter(run);
  for await (const batch of batchesOf(epochOptions(run), place.step, hooks.stop)) {
    const draw = drawAt(request, place, batch.step);
    const { loss, logits } = await learner.step(batch, rateAt(run, batch.step), place.updates + 1, draw);
    place.firstLoss ??= loss;
    if (isDiverged(loss, place.firstLoss)) return loss;
    addUp(run, batch, loss, logits);
    hooks.onStep(report(loss));
    hooks.stop.throwIfAborted();
    if (hooks.finishAsked()) {
      Object.assign(place, { finished: true, endedEarly: 'you stopped it' });
      return null;
    }
    await run.saveAfter(1000 * request.settings.checkpointSeconds);
  }
  return null;
}

/** Epochs of a small head are shorter than a flush of the disk; what is learned in less than this is not worth one. */
const betweenEpochsMs = 5000;

/** Judges the hold-out and keeps what is best. The loss is the answer if it says that training diverged. */
async function judgeEpoch(run: Run): Promise<number | null> {
  const { place, hooks, judge } = run;
  const { patience, epochs } = run.request.settings;
  const judged = judge && (await judge(run.learner.tensors));
  const loss = judged?.loss ?? place.sums.loss / place.sums.weight;
  if (!Number.isFinite(loss)) return loss;
  const record = recordOf(run, judged);
  const cost = judged?.cost ?? loss;
  keepIfBest(run, { restart: place.restart, epoch: place.epoch, cost, accuracy: judged?.accuracy ?? null });
  place.epochs.push(record);
  Object.assign(place, { epoch: place.epoch + 1, step: 0, sums: noSums() });
  if (judge && patience !== null && place.sinceBetter >= patience && place.epoch <= epochs)
    place.endedEarly = `no better for ${patience} epochs`;
  await addMetrics(run.metrics, record);
  await run.saveAfter(betweenEpochsMs);
  hooks.onEpoch(record, judged);
  return null;
}

/** Loss far above where it began, or none at all. A head that starts solved begins near 0, which is no measure. */
const isDiverged = (loss: number, first: number): boolean => !(loss <= 1e4 * Math.max(first, 1));

/** Goes back to the best weights with a tenth of the learning rate, once; the next time it gives up. */
async function recover(run: Run, loss: number): Promise<void> {
  const { place, hooks, request } = run;
  const step = (place.epoch - 1) * run.stepsPerEpoch + place.step + 1;
  if (place.rateFactor < 1) {
    await rescue(run, join(request.folder, 'best.onnx'));
    const learningRate = (place.learningRate ?? 0) * place.rateFactor;
    fail('training/diverged', { loss: String(loss), step, learningRate });
  }
  Object.assign(place, { rateFactor: 0.1, step: 0, updates: 0, sums: noSums(), firstLoss: null });
  run.learner.begin(run.best ?? run.startOf(place.restart));
  const from = place.best ? `epoch ${place.best.epoch}` : 'the beginning';
  hooks.onPhase('training', `The loss became ${loss}: going on from ${from} with a tenth of the learning rate`);
}

function beginRestart(run: Run): void {
  Object.assign(run.place, restartPlace(run.place.restart + 1));
  run.best = null;
  run.learner.begin(run.startOf(run.place.restart));
}
