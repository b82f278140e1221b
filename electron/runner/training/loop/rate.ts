import type { OptimizerKind } from '../../../contract/index.ts';
import { findLearningRate } from '../learningRate.ts';
import { batchesOf } from './batches.ts';
import type { LearningOptions } from './epoch.ts';
import type { Learner } from './learner.ts';
import { orderOf } from './order.ts';
import type { Draw, TrainingHooks, TrainingRequest } from './types.ts';

/** Rates between which the largest of the schedule is looked for. */
const ranges: Record<OptimizerKind, { readonly from: number; readonly to: number }> = {
  sgd: { from: 1e-4, to: 10 },
  momentum: { from: 1e-4, to: 10 },
  nesterov: { from: 1e-4, to: 10 },
  adam: { from: 1e-5, to: 0.1 },
  adamw: { from: 1e-5, to: 0.1 },
};
const testSteps = 40;

/**
 * Finds the largest learning rate of the schedule by a few steps at growing rates. The learner's numbers are spoilt
 * afterwards. The examples are those of an epoch 0, which training never sees.
 */
export async function testRates(
  request: TrainingRequest,
  hooks: TrainingHooks,
  learner: Learner,
  learning: LearningOptions,
): Promise<number> {
  hooks.onPhase('tuning', 'Finding a learning rate');
  const { train, settings } = request;
  const once = orderOf(train, settings, 0, 0);
  const order = Int32Array.from({ length: testSteps * learning.batch }, (_, i) => once[i % once.length] ?? 0);
  const drawOf = (step: number): Draw => ({ seed: settings.seed, restart: 0, epoch: 0, step });
  const batches = batchesOf({ ...learning, order, drawOf }, 0, hooks.stop);
  const run = async (rate: number): Promise<number> => {
    const next = await batches.next();
    if (next.done) throw new Error('The rate test asked for more steps than it said.');
    const { loss } = await learner.step(next.value, rate, next.value.step + 1, drawOf(next.value.step));
    return loss;
  };
  const { rate } = await findLearningRate({ run, ...ranges[settings.optimizer], steps: testSteps });
  await batches.return();
  return rate;
}
