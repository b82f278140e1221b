import type { TrainingSettings } from '../../contract/index.ts';

// How the learning rate goes over a run. t counts steps from 0, T is all of them.
//
//   constant   1
//   step       1/10 after a third, 1/100 after two
//   cosine     ½ (1 + cos π t/T)                          Loshchilov and Hutter, "SGDR", 2017, without restarts
//   one-cycle  up to the largest for 0.3 T, then down     Smith and Topin, "Super-convergence", 2018
//   plateau    1/10 each time the hold-out loss is stuck
//
// Each times the largest rate, and all but one-cycle, which rises by itself, after a linear warm-up (Goyal et al.,
// "Accurate, large minibatch SGD", 2017, section 2.2); t and T then count from its end.

/** Learning rate of a step. @param plateauDrops  how often the hold-out loss was stuck so far */
export type Schedule = (step: number, plateauDrops?: number) => number;

export type ScheduleSettings = Pick<TrainingSettings, 'schedule' | 'learningRate' | 'warmupEpochs'>;

/** @throws Error where the largest rate is still to be found */
export function scheduleOf(settings: ScheduleSettings, length: { steps: number; stepsPerEpoch: number }): Schedule {
  const { schedule, learningRate, warmupEpochs } = settings;
  if (learningRate === null) throw new Error('A schedule needs the largest learning rate.');
  const { steps } = length;
  if (schedule === 'one-cycle') return (step) => learningRate * oneCycle(step, steps);
  // A run of one epoch is not spent on warming up.
  const warmup = Math.min(Math.round(warmupEpochs * length.stepsPerEpoch), Math.floor(steps / 2));
  const shape = shapes[schedule];
  return (step, plateauDrops = 0) =>
    learningRate *
    (step < warmup ? (step + 1) / (warmup + 1) : shape((step - warmup) / (steps - warmup), plateauDrops));
}

/** Share of the largest rate, by the share of the way that is done. */
const shapes: Record<Exclude<ScheduleSettings['schedule'], 'one-cycle'>, (done: number, drops: number) => number> = {
  constant: () => 1,
  // The thirds of a number of steps are seldom exact in binary.
  step: (done) => 0.1 ** Math.min(2, Math.floor(3 * done + 1e-9)),
  cosine: (done) => 0.5 * (1 + Math.cos(Math.PI * Math.min(1, done))),
  plateau: (_done, drops) => 0.1 ** drops,
};

/** As PyTorch's OneCycleLR by default: from 1/25 along half a cosine up, along another down to 1/250,000. */
function oneCycle(step: number, steps: number): number {
  const [start, end] = [1 / 25, 1 / 25e4];
  const top = 0.3 * steps - 1;
  if (step <= top) return between(start, 1, top === 0 ? 1 : step / top);
  return between(1, end, Math.min(1, (step - top) / Math.max(1, steps - 1 - top)));
}

const between = (from: number, to: number, share: number): number =>
  to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));

/**
 * How often the hold-out loss has been stuck: `patience` epochs in a row, since the best or since the last time, that
 * were not better than the best by a ten-thousandth. Follows from the losses alone, so that there is nothing to save.
 *
 * As PyTorch's ReduceLROnPlateau, which counts one epoch more before it acts.
 *
 * @param losses  of the epochs so far
 */
export function plateauDropsOf(losses: readonly number[], patience = 2): number {
  let best = Infinity;
  let stuck = 0;
  let drops = 0;
  for (const loss of losses) {
    stuck = loss < best * (1 - 1e-4) ? 0 : stuck + 1;
    if (stuck === 0) best = loss;
    if (stuck < patience) continue;
    drops += 1;
    stuck = 0;
  }
  return drops;
}
