import type { RunPhase, RunProgress } from '../../contract/index.ts';
import { progressLine, timeInWords } from './progressLine.ts';

/** What is counted in each phase. */
const unitOf: Readonly<Record<RunPhase, string>> = {
  looking: 'photos',
  features: 'photos',
  choosing: 'trials',
  tuning: 'steps',
  training: 'steps',
  evaluating: 'photos',
  saving: 'steps',
};

/** Shows how a run goes, on standard error. */
export function trainProgress() {
  const line = progressLine('steps');
  let phase: RunPhase | null = null;
  let sinceMs = 0;
  let firstDone = 0;
  return {
    show(step: RunProgress): void {
      if (step.phase !== phase) [phase, sinceMs, firstDone] = [step.phase, Date.now(), step.done];
      line.say(trainingInWords(step, { done: step.done - firstDone, elapsedMs: Date.now() - sinceMs }));
    },
    clear: () => line.clear(),
  };
}

/** For example "Training · 120/300 steps · loss 0.412 · 35.1 photos/s · 12 s left"; `since` says what was done since when. */
export function trainingInWords(
  { phase, message, done, total, losses, examplesPerSecond, secondsLeft }: RunProgress,
  since: { readonly done: number; readonly elapsedMs: number },
): string {
  const guess = since.done > 0 && since.elapsedMs > 500 ? ((total - done) * since.elapsedMs) / since.done / 1000 : null;
  const left = secondsLeft ?? guess;
  const loss = losses.at(-1);
  return [
    message === '' ? phase : message,
    total === 0 ? '' : `${done}/${total} ${unitOf[phase]}`,
    loss === undefined ? '' : `loss ${loss.toPrecision(3)}`,
    examplesPerSecond === null ? '' : `${examplesPerSecond.toFixed(1)} photos/s`,
    left === null ? '' : `${timeInWords(left)} left`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
