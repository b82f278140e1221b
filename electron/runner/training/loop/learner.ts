import { encode, type Graph } from '../../../compiler/index.ts';
import { createSession, Tensor, type InferenceSession } from '../../runtime/index.ts';
import { derived } from '../../vision/index.ts';
import { floatsOf } from '../../../compiler/index.ts';
import { trainingChoices } from '../formulations.ts';
import type { Adversary } from './adversary.ts';
import type { Batch } from './batches.ts';
import { targetsInput, weightsInput, type StepGraph } from './step.ts';
import type { Draw, TrainingHooks, TrainingRequest } from './types.ts';

/** Numbers by name: parameters, optimizer states, running statistics. */
export type Numbers = ReadonlyMap<string, Float32Array>;

export interface Learner {
  /** Learns from one batch. Where it throws, nothing was learned. The logits are gone with the next step. */
  step(batch: Batch, rate: number, update: number, draw: Draw): Promise<{ loss: number; logits: Float32Array }>;
  /** Parameters, states and statistics as they are now; a view, gone with the next step. */
  now(): Numbers;
  /** Goes on from these numbers; states that are not among them are 0 again. */
  begin(numbers: Numbers): void;
  /** What the judging session is fed with. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  release(): Promise<void>;
}

export const openSession = (graph: Graph, { device, threads }: TrainingRequest): Promise<InferenceSession> =>
  createSession(encode(graph), device, { ...trainingChoices, threads });

/**
 * A training step that is ready to run, and the numbers that it carries from step to step.
 *
 * @param adversary  moves the pictures of each batch first; null: they are learned from as they are
 */
export async function openLearner(
  step: StepGraph,
  request: TrainingRequest,
  adversary: Adversary | null,
  { turn }: Pick<TrainingHooks, 'turn'>,
): Promise<Learner> {
  const session = await turn(() => openSession(step.graph, request));
  const taken = new Set(step.graph.inputs.map(({ name }) => name));
  const dimsOf = new Map([
    ...[...step.values].map(([name, { dims }]) => [name, dims] as const),
    ...step.states.map(({ input, dims }) => [input, dims] as const),
  ]);
  const tensors = new Map<string, Tensor>();
  let answers: Tensor | undefined;

  const put = (name: string, tensor: Tensor): void => {
    release(tensors.get(name));
    tensors.set(name, tensor);
  };

  return {
    tensors,
    async step(batch, rate, update, draw) {
      const fed: Record<string, Tensor> = {
        [request.input]: batch.examples,
        [targetsInput]: batch.targets,
        [weightsInput]: batch.weights,
        learning_rate: new Tensor('float32', [rate], []),
        ...(taken.has('step') && { step: new Tensor('int64', [BigInt(update)], []) }),
        ...(step.mask && { [step.mask.input]: drawnMask(step.mask.dims, request.settings.dropout, draw) }),
        ...Object.fromEntries(tensors),
      };
      if (adversary) fed[request.input] = await adversary.moved(fed, draw);
      const outputs = await turn(() => session.run(fed));
      for (const { input, output } of step.carried) put(input, given(outputs, output));
      release(answers);
      answers = given(outputs, request.logits);
      return { loss: Number(given(outputs, step.loss).data[0]), logits: answers.data as Float32Array };
    },
    now: () => new Map([...tensors].map(([name, tensor]) => [name, tensor.data as Float32Array] as const)),
    begin(numbers) {
      // A copy: what is released with the next step must be nobody else's.
      for (const [name, dims] of dimsOf)
        put(name, new Tensor('float32', Float32Array.from(numbers.get(name) ?? zeros(dims)), dims));
    },
    async release() {
      await session.release();
      await adversary?.release();
    },
  };
}

/** The numbers that a network holds for what is carried. */
export function storedNumbers({ values }: Pick<StepGraph, 'values'>): Numbers {
  return new Map(
    [...values].map(([name, tensor]) => {
      const floats = floatsOf(tensor);
      if (!(floats instanceof Float32Array)) throw new Error(`"${name}" is ${tensor.dtype}; float32 is trained.`);
      return [name, floats] as const;
    }),
  );
}

const zeros = (dims: readonly number[]): Float32Array =>
  new Float32Array(dims.reduce((product, length) => product * length, 1));

function given(outputs: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const tensor = outputs[name];
  if (tensor instanceof Tensor) return tensor;
  throw new Error(`A step gave no "${name}".`);
}

/**
 * Gives a buffer's memory back at once. Garbage collection would leave it until the heap of JavaScript, which hardly
 * grows in training, gives it a reason.
 */
export function release(tensor: Tensor | undefined): void {
  const view = tensor?.data as ArrayBufferView | undefined;
  if (view?.buffer instanceof ArrayBuffer) view.buffer.transfer(0);
}

/** 1 where a number is kept, which follows from the step alone, so that a step can be run again. */
function drawnMask(dims: readonly number[], ratio: number, { seed, restart, epoch, step }: Draw): Tensor {
  const rng = derived(seed, 'dropout', restart, epoch, step);
  return new Tensor(
    'float32',
    zeros(dims).map(() => (rng() < ratio ? 0 : 1)),
    dims,
  );
}
