import { problemOf } from '../../electron/contract/index.ts';
import type { AskOptions, Problem } from '../../electron/contract/index.ts';

interface Step {
  readonly done: number;
  readonly total: number;
}

/** Long work that a person waits for: how far it is, a way to stop it, and why it failed. */
export class Watched {
  /** null: nothing is under way. */
  progress = $state.raw<Step | null>(null);
  problem = $state.raw<Problem | null>(null);

  #stop: AbortController | undefined;

  /** Begins in the place of what is under way, and calls `done` when it was done; not when it failed or was stopped. */
  async run<T>(work: (options: AskOptions<Step>) => Promise<T>, done: (result: T) => void): Promise<void> {
    this.#stop?.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.problem = null;
    this.progress = { done: 0, total: 0 };
    try {
      const onProgress = (step: Step): void => {
        if (this.#stop === stop) this.progress = step;
      };
      const result = await work({ signal: stop.signal, onProgress });
      if (!stop.signal.aborted) done(result);
    } catch (thrown) {
      if (!stop.signal.aborted) this.problem = problemOf(thrown);
    }
    if (this.#stop === stop) this.progress = null;
  }

  stop(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.progress = null;
  }
}
