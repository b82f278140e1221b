import { nativeFailure } from '../../../../../../native/index.ts';
import { fail, type LabelledPhoto } from '../../../../../contract/index.ts';
import type { Turn } from '../../../../runtime/index.ts';
import { openStepper, type Stepper } from '../../../../training/index.ts';
import { derived } from '../../../../vision/index.ts';
import { batchRoom, drawBatch, type Batch, type BatchMaker } from './batches.ts';
import { fittedStep, type FitRequest, type FittedStep } from './fit.ts';
import { openWindowJudge, type WindowJudge } from './judge.ts';
import { targetsInput } from './step.ts';
import { tunedTrunk, type TunedTrunk } from './tuned.ts';
import { windowsOf, type WindowHooks } from './windows.ts';

export interface TuningRequest extends FitRequest {
  /** To learn from; those that a detector is judged by must not be among them. */
  readonly photos: readonly LabelledPhoto[];
}

export interface TuningHooks extends WindowHooks {
  /** Every step is one turn, so that interactive requests go in between. */
  readonly turn: Turn;
  readonly onStep?: (done: number, total: number, loss: number) => void;
  /** Of windows of photos that nothing is learned from. */
  readonly onJudged?: (done: number, loss: number) => void;
}

/** Times that windows held out are judged. */
const judgings = 10;

/**
 * Tunes a network to what is drawn before it describes regions: its last layers, or all, learn to say of warped windows
 * which class they show, or background. Of a run with photos held out the layers that told those apart best are kept,
 * else the last ones.
 *
 * Law: on the CPU the same request makes the same layers, bit for bit.
 *
 * @throws detection/no-boxes, detection/no-background, detection/no-addon, detection/tuning-diverged
 * @throws training/not-trainable, model/*
 * @throws the reason of `stop`    after the step under way
 * @see    Girshick et al., "Rich feature hierarchies", 2014, section 2.3
 */
export async function tuneTrunk(request: TuningRequest, hooks: TuningHooks): Promise<TunedTrunk> {
  const missing = nativeFailure();
  if (missing !== null) fail('detection/no-addon', { reason: missing });
  const { settings, device } = request;
  const fitted = await fittedStep(request);
  const windows = await windowsOf(request.photos, settings, hooks);
  if (windows.learned.things.length === 0) fail('detection/no-boxes', {});
  if (windows.learned.background.length === 0) fail('detection/no-background', {});
  const maker: BatchMaker = { windows, ...fitted };
  const { turn, stop } = hooks;
  const stepper = await openStepper(fitted.step, { device, threads: null, turn, start: null });
  try {
    const judge = await openWindowJudge(fitted, maker, { device, seed: settings.seed, turn, ...(stop && { stop }) });
    try {
      return await tuned({ request, hooks, fitted, maker, stepper, judge });
    } finally {
      await judge?.release();
    }
  } finally {
    await stepper.release();
  }
}

interface Run {
  readonly request: TuningRequest;
  readonly hooks: TuningHooks;
  readonly fitted: FittedStep;
  readonly maker: BatchMaker;
  readonly stepper: Stepper;
  readonly judge: WindowJudge | null;
}

async function tuned({ request, hooks, fitted, maker, stepper, judge }: Run): Promise<TunedTrunk> {
  const { steps } = request.tuning;
  const every = Math.ceil(steps / judgings);
  let best: { readonly loss: number; readonly numbers: ReturnType<Stepper['now']> } | null = null;
  let done = 0;
  for await (const batch of batchesOf(request, maker, hooks.stop)) {
    const loss = await learn(request, fitted, stepper, batch, ++done);
    hooks.onStep?.(done, steps, loss);
    if (!judge || (done % every !== 0 && done < steps)) continue;
    const held = await judge.lossOf(stepper.tensors);
    hooks.onJudged?.(done, held);
    if (best === null || held < best.loss) best = { loss: held, numbers: stepper.now() };
  }
  const numbers = best?.numbers ?? stepper.now();
  return tunedTrunk(request.model.hash, new Map([...numbers].filter(([name]) => fitted.layers.includes(name))));
}

/** One batch for each step; while one is learned from, the next is drawn. */
async function* batchesOf(
  { tuning: { steps }, settings: { seed } }: TuningRequest,
  maker: BatchMaker,
  stop: AbortSignal | undefined,
): AsyncGenerator<Batch, void> {
  const rooms = [batchRoom(maker), batchRoom(maker)] as const;
  const drawn = (step: number): Promise<Batch> => {
    const room = rooms[step % 2 === 0 ? 0 : 1];
    const batch = drawBatch(maker, maker.windows.learned, derived(seed, 'windows', step), room, stop);
    // A batch that nobody waits for any more may fail unheard.
    batch.catch(() => undefined);
    return batch;
  };
  let next = drawn(0);
  for (let step = 0; step < steps; step++) {
    stop?.throwIfAborted();
    const batch = await next;
    if (step + 1 < steps) next = drawn(step + 1);
    yield batch;
  }
}

/** One step. @param update  counts from 1 @throws detection/tuning-diverged */
async function learn(
  { tuning: { rate } }: TuningRequest,
  { network }: FittedStep,
  stepper: Stepper,
  { pictures, targets }: Batch,
  update: number,
): Promise<number> {
  const input = network.graph.inputs[0]?.name ?? '';
  const loss = await stepper.step({ [input]: pictures, [targetsInput]: targets }, rate, update);
  if (!Number.isFinite(loss)) fail('detection/tuning-diverged', { loss: String(loss), step: update, rate });
  return loss;
}
