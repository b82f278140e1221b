import type { EpochRecord, RunPhase, RunProgress, Scope } from '../../../contract/index.ts';

/** Says how a run goes: at most ten times a second, and at once when a phase or an epoch begins. */
export interface Teller {
  phase(phase: RunPhase, total: number, message: string): void;
  /** Work done of the phase. */
  done(count: number, total?: number): void;
  step(loss: number, step: number, steps: number, examplesPerSecond: number): void;
  epoch(record: EpochRecord, wrongNow: RunProgress['wrongNow']): void;
  say(message: string): void;
}

const everyMs = 100;
/** What is left is guessed from the speed so far, once there is something to guess from. */
const guessAfterMs = 500;

export function newTeller(scope: Scope<RunProgress>): Teller {
  let state: RunProgress = {
    ...{ phase: 'looking', done: 0, total: 0, examplesPerSecond: null, secondsLeft: null, message: '' },
    ...{ epochs: [], losses: [], wrongNow: [] },
  };
  let phaseMs = performance.now();
  let startedAt = 0;
  let toldMs = 0;

  const tell = (change: Partial<RunProgress>, atOnce: boolean): void => {
    state = { ...state, ...change, secondsLeft: secondsLeft() };
    const now = performance.now();
    if (!atOnce && now - toldMs < everyMs) return;
    toldMs = now;
    scope.progress(state);
    state = { ...state, epochs: [], losses: [] };
  };

  function secondsLeft(): number | null {
    const [elapsedMs, work] = [performance.now() - phaseMs, state.done - startedAt];
    if (work <= 0 || elapsedMs < guessAfterMs) return null;
    return ((state.total - state.done) * elapsedMs) / work / 1000;
  }

  return {
    phase(phase, total, message) {
      [phaseMs, startedAt] = [performance.now(), 0];
      tell({ phase, total, done: 0, message, examplesPerSecond: null }, true);
    },
    done: (done, total = state.total) => tell({ done, total }, false),
    step(loss, done, total, examplesPerSecond) {
      // A run that is continued did not do its first steps just now.
      if (state.done === 0 && done > 1) [phaseMs, startedAt] = [performance.now(), done];
      state = { ...state, losses: [...state.losses, loss] };
      tell({ done, total, examplesPerSecond }, false);
    },
    epoch(record, wrongNow) {
      state = { ...state, epochs: [...state.epochs, record] };
      tell({ wrongNow }, true);
    },
    say: (message) => tell({ message }, true),
  };
}
