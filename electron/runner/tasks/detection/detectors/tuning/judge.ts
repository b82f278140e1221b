import { encode } from '../../../../../compiler/index.ts';
import type { DeviceId } from '../../../../../contract/index.ts';
import { createSession, type Tensor, type Turn } from '../../../../runtime/index.ts';
import { trainingChoices } from '../../../../training/index.ts';
import { derived } from '../../../../vision/index.ts';
import { batchRoom, drawBatch, type BatchMaker } from './batches.ts';
import { targetsInput, type WindowStep } from './step.ts';

/** How well windows of photos held out are told apart. */
export interface WindowJudge {
  /** Mean loss of the same windows each time. @param numbers  parameters by name, and others */
  lossOf(numbers: ReadonlyMap<string, Tensor>): Promise<number>;
  release(): Promise<void>;
}

export interface JudgeChoices {
  readonly device: DeviceId;
  readonly seed: number;
  readonly turn: Turn;
  readonly stop?: AbortSignal;
}

/** Batches that are judged. */
const judged = 3;

/** null: there are no windows to judge by. */
export async function openWindowJudge(
  { judging }: WindowStep,
  maker: BatchMaker,
  { device, seed, turn, stop }: JudgeChoices,
): Promise<WindowJudge | null> {
  const { held } = maker.windows;
  if (held.things.length === 0 || held.background.length === 0) return null;
  const session = await turn(() => createSession(encode(judging.graph), device, trainingChoices));
  const room = batchRoom(maker);
  const [input = '', ...others] = judging.graph.inputs.map(({ name }) => name);
  return {
    async lossOf(numbers) {
      const known = others.flatMap((name): [string, Tensor][] => {
        const own = numbers.get(name);
        return own ? [[name, own]] : [];
      });
      let sum = 0;
      for (let at = 0; at < judged; at++) {
        const { pictures, targets } = await drawBatch(maker, held, derived(seed, 'judged windows', at), room, stop);
        const fed = { ...Object.fromEntries(known), [input]: pictures, [targetsInput]: targets };
        sum += Number((await turn(() => session.run(fed)))[judging.loss]?.data[0]);
      }
      return sum / judged;
    },
    release: () => session.release(),
  };
}
