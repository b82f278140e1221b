import { encode, type Graph } from '../../../compiler/index.ts';
import type { DeviceId } from '../../../contract/index.ts';
import { createSession, Tensor, type InferenceSession, type Turn } from '../../runtime/index.ts';
import { trainingChoices } from '../formulations.ts';
import { release, storedNumbers, type Numbers } from './learner.ts';
import type { StepGraph } from './step.ts';

/** One step of learning as one graph, whatever it learns from. */
export type CarriedStep = Omit<StepGraph, 'mask'>;

export interface StepperChoices {
  readonly device: DeviceId;
  /** null: as many as the runtime takes by itself. */
  readonly threads: number | null;
  readonly turn: Turn;
  /** Parameters and states to go on from; null: the graph's own, and states at 0. */
  readonly start: Numbers | null;
}

/** A step that is ready to run, and the numbers that it carries from run to run. */
export interface Stepper {
  /** Learns from the examples that the graph takes. @param update  counts from 1 @returns the loss */
  step(examples: Readonly<Record<string, Tensor>>, rate: number, update: number): Promise<number>;
  /** Copies of parameters and states as they are now. */
  now(): Numbers;
  /** What a session that judges is fed with; gone with the next step. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  release(): Promise<void>;
}

/** Opens a step for a loop of one's own, where the epochs and restarts of `trainNetwork` do not fit. */
export async function openStepper(step: CarriedStep, choices: StepperChoices): Promise<Stepper> {
  const { turn, start } = choices;
  const session = await turn(() => sessionOf(step.graph, choices));
  const takesStep = step.graph.inputs.some(({ name }) => name === 'step');
  const tensors = beginning(step, start);
  return {
    tensors,
    async step(examples, rate, update) {
      const outputs = await turn(() =>
        session.run({
          ...examples,
          ...Object.fromEntries(tensors),
          learning_rate: new Tensor('float32', [rate], []),
          ...(takesStep && { step: new Tensor('int64', [BigInt(update)], []) }),
        }),
      );
      for (const { input, output } of step.carried) {
        const next = outputs[output];
        if (!(next instanceof Tensor)) throw new Error(`A step gave no "${output}".`);
        release(tensors.get(input));
        tensors.set(input, next);
      }
      return Number(outputs[step.loss]?.data[0]);
    },
    now: () =>
      new Map([...tensors].map(([name, { data }]) => [name, Float32Array.from(data as Float32Array)] as const)),
    release: () => session.release(),
  };
}

const sessionOf = (graph: Graph, { device, threads }: StepperChoices): Promise<InferenceSession> =>
  createSession(encode(graph), device, { ...trainingChoices, ...(threads !== null && { threads }) });

function beginning(step: CarriedStep, start: Numbers | null): Map<string, Tensor> {
  const stored = storedNumbers(step);
  const tensors = new Map<string, Tensor>();
  const put = (name: string, dims: readonly number[], own: Float32Array): void => {
    // A copy: what is released with the next step must be nobody else's.
    tensors.set(name, new Tensor('float32', Float32Array.from(start?.get(name) ?? own), dims));
  };
  for (const [name, { dims }] of step.values) put(name, dims, stored.get(name) ?? new Float32Array(0));
  for (const { input, dims } of step.states) put(input, dims, new Float32Array(dims.reduce((a, b) => a * b, 1)));
  return tensors;
}
