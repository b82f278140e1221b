import { problemOf } from '../../../electron/contract/index.ts';
import type { LabMap, LabRun, LabRunId, Problem } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';
import type { Question } from './question.ts';

interface Step {
  readonly done: number;
  readonly total: number;
  readonly startedMs: number;
}

/** A step of the loss, or of what is maximized. */
export interface LossPoint {
  readonly x: number;
  readonly y: number;
}

/** What is known of something that is under way. */
interface SoFar {
  readonly question: Question;
  readonly run: LabRunId | null;
  /** File names of what it looked like, in order. */
  readonly frames: readonly string[];
  readonly losses: readonly LossPoint[];
  readonly map: LabMap | null;
}

/** Whoever holds an arrow key wants the last of many results only. */
const settleMs = 250;

/** What one method makes: what is under way, and the last result, which stays until the next is there. */
export class Making {
  readonly #engine: Engine;
  readonly #onmade: (run: LabRun, question: Question) => void;

  /** null: nothing is under way. */
  progress = $state.raw<Step | null>(null);
  soFar = $state.raw<SoFar | null>(null);
  run = $state.raw<LabRun | null>(null);
  /** What the result was made from; null: not known, as for one of another day. */
  question = $state.raw<Question | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** A person stopped it. */
  stopped = $state(false);

  #wanted = $state<string | null>(null);
  /** The result that is shown is of something else than what is wanted now. */
  readonly stale = $derived(this.run !== null && this.#wanted !== null && this.#wanted !== this.question?.key);

  #stop: AbortController | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;
  /** A result of another day is shown: null: until what is wanted is known, else until another is. */
  #pinned: string | null | undefined;

  constructor(engine: Engine, onmade: (run: LabRun, question: Question) => void) {
    this.#engine = engine;
    this.#onmade = onmade;
  }

  /** Makes it now, in place of whatever is under way. */
  async make(question: Question): Promise<void> {
    this.#begin(question);
    await this.#ask(question);
  }

  /** Makes it soon, unless it was made or is being made. */
  follow(question: Question): void {
    this.#pinned = this.#pinned === null ? question.key : this.#pinned;
    if (question.key === this.#wanted || question.key === this.#pinned) return;
    const soon = this.#wanted === null ? 0 : settleMs;
    this.#begin(question);
    if (question.key === this.question?.key) return;
    this.#settling = setTimeout(() => void this.#ask(question), soon);
  }

  /** Shows a result that was made before. */
  show(run: LabRun, question: Question | null): void {
    this.#give();
    this.#pinned = question ? question.key : null;
    this.#wanted = null;
    this.run = run;
    this.question = question;
    this.problem = null;
  }

  /** Ends what is under way; the last result stays. */
  stop(): void {
    this.stopped = this.progress !== null;
    this.#give();
  }

  /** The result is gone. */
  clear(): void {
    this.#give();
    this.run = this.question = this.#wanted = null;
  }

  #begin(question: Question): void {
    this.#give();
    this.#pinned = undefined;
    this.#wanted = question.key;
    this.problem = null;
    this.stopped = false;
  }

  #give(): void {
    clearTimeout(this.#settling);
    this.#stop?.abort();
    this.#stop = undefined;
    this.progress = this.soFar = null;
  }

  async #ask(question: Question): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    const startedMs = performance.now();
    this.progress = { done: 0, total: 0, startedMs };
    this.soFar = { question, run: null, frames: [], losses: [], map: null };
    try {
      const run = await this.#engine.ask('lab.make', question.input, {
        signal: stop.signal,
        onProgress: ({ done, total, loss, frame, map, run }) => {
          if (stop.signal.aborted || !this.soFar) return;
          const { frames, losses } = this.soFar;
          this.progress = { done, total, startedMs };
          this.soFar = {
            ...{ question, run, map: map ?? this.soFar.map },
            frames: frame === null ? frames : [...frames, frame],
            losses: loss === null ? losses : [...losses, { x: done, y: loss }],
          };
        },
      });
      if (stop.signal.aborted) return;
      this.run = run;
      this.question = question;
      this.#onmade(run, question);
    } catch (thrown) {
      if (!stop.signal.aborted) this.problem = problemOf(thrown);
    } finally {
      if (this.#stop === stop) this.#give();
    }
  }
}
