import { fail, type DeviceId, type ModelFile, type Stop } from '../../../../../contract/index.ts';
import type { Tensor, Turn } from '../../../../runtime/index.ts';
import { openStepper, scheduleOf, type Stepper } from '../../../../training/index.ts';
import { derived, shuffled } from '../../../../vision/index.ts';
import { hypercolumnNetwork, type PixelHead, type Size } from '../../../../hypercolumns/index.ts';
import type { MaskedPicture } from './crops.ts';
import { examplesOf, latticeOf, type ExampleSource } from './examples.ts';
import { tuningStep } from './step.ts';
import { tunedNumbers, type TunedNumbers } from './tuned.ts';

export interface TuningSettings {
  readonly seed: number;
  readonly epochs: number;
  /** Crops of one step. */
  readonly batch: number;
  readonly crop: Size;
  /** Largest learning rate, of AdamW; it rises over the first steps and then falls along half a cosine. */
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Share of the soft Dice term in the loss, 0 to 1; 0 where it is not named. */
  readonly dice?: number;
}

/** What docs/strokes.md was measured with; nothing else was tried long enough to say that it is better. */
export const defaultTuning: TuningSettings = {
  ...{ seed: 1, epochs: 16, batch: 4, crop: { width: 320, height: 256 } },
  ...{ learningRate: 5e-4, weightDecay: 1e-2 },
};

export interface TuningRequest {
  readonly model: ModelFile;
  /** Taps as the head knows them. */
  readonly taps?: readonly string[];
  /** Where the head begins: solved on the frozen network. */
  readonly head: PixelHead;
  /** The value from which on layers learn, the picture's input for all; null: the head alone does. */
  readonly from: string | null;
  /** [C] how much a pixel of each class counts. */
  readonly classWeights: readonly number[];
  readonly settings: TuningSettings;
  readonly count: number;
  /** One of `count` photos with its mask; read again in each epoch. */
  readonly read: (index: number) => Promise<MaskedPicture>;
  readonly device: DeviceId;
  readonly threads?: number;
  /** A state of this very request to go on from. */
  readonly start?: TuningState;
}

/** All that a run carries from one epoch to the next. */
export interface TuningState {
  /** Epochs done. */
  readonly epoch: number;
  /** Parameters and optimizer states. */
  readonly numbers: ReadonlyMap<string, Float32Array>;
}

export interface TuningHooks {
  readonly stop: Stop;
  /** Every step is one turn, so that interactive requests go in between. */
  readonly turn: Turn;
  readonly onStep?: (done: number, total: number, loss: number) => void;
  /** After each epoch; what is kept can be gone on from, and asked with `tunedNetwork` how good it is. */
  readonly onEpoch?: (state: TuningState, loss: number) => void | Promise<void>;
}

/**
 * Goes on learning from full masks: layers of the network and the head together, by a class-weighted softmax loss at a
 * lattice of the pixels of random crops.
 *
 * Law: on the CPU, a run that goes on from the state after any epoch ends as one that was not interrupted.
 *
 * @throws engine/stopped      after the step under way
 * @throws training/diverged   the loss is no number any more
 */
export async function tunePixels(request: TuningRequest, hooks: TuningHooks): Promise<TunedNumbers> {
  const { model, settings, taps, head, from, classWeights } = request;
  const { crop, batch, weightDecay, dice = 0 } = settings;
  const network = await hypercolumnNetwork(model, crop, { batch, ...(taps && { taps }) });
  const lattice = latticeOf(crop);
  const step = tuningStep(network, { head, from, classWeights, lattice, weightDecay, dice });
  const stepsPerEpoch = Math.max(1, Math.floor(request.count / batch));
  const length = { steps: settings.epochs * stepsPerEpoch, stepsPerEpoch };
  const rateOf = scheduleOf({ schedule: 'cosine', learningRate: settings.learningRate, warmupEpochs: 0.5 }, length);
  const stepper = await openStepper(step, {
    ...{ device: request.device, threads: request.threads ?? null, turn: hooks.turn },
    start: request.start?.numbers ?? null,
  });
  try {
    const run: Run = { request, hooks, network, lattice, stepper, stepsPerEpoch, rateOf };
    for (let epoch = request.start?.epoch ?? 0; epoch < settings.epochs; epoch++) {
      const loss = await learnEpoch(run, epoch);
      await hooks.onEpoch?.({ epoch: epoch + 1, numbers: stepper.now() }, loss);
    }
    return tunedNumbers(network, stepper.now());
  } finally {
    await stepper.release();
  }
}

interface Run extends ExampleSource {
  readonly hooks: TuningHooks;
  readonly stepper: Stepper;
  readonly stepsPerEpoch: number;
  /** Learning rate by steps of the whole run. */
  readonly rateOf: (step: number) => number;
}

/** @returns the mean loss */
async function learnEpoch(run: Run, epoch: number): Promise<number> {
  const { request, hooks, stepsPerEpoch } = run;
  const { seed, batch, epochs } = request.settings;
  const order = shuffled(request.count, derived(seed, 'order', epoch));
  let sum = 0;
  for (let at = 0; at < stepsPerEpoch; at++) {
    hooks.stop.throwIfAborted();
    const chosen = Array.from({ length: batch }, (_, slot) => order[(at * batch + slot) % request.count] ?? 0);
    const examples = await examplesOf(run, chosen, (slot) => derived(seed, 'crop', epoch, at, slot));
    const done = epoch * stepsPerEpoch + at;
    const loss = await learn(run, examples, done);
    hooks.onStep?.(done + 1, epochs * stepsPerEpoch, loss);
    sum += loss;
  }
  return sum / stepsPerEpoch;
}

/** One step. @param done  steps before it @throws training/diverged */
async function learn({ stepper, rateOf }: Run, examples: Record<string, Tensor>, done: number): Promise<number> {
  const learningRate = rateOf(done);
  const loss = await stepper.step(examples, learningRate, done + 1);
  if (!Number.isFinite(loss)) fail('training/diverged', { loss: String(loss), step: done + 1, learningRate });
  return loss;
}
