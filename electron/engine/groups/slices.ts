/** Longest work in one go, and the rest after it, in milliseconds: whoever asks the engine meanwhile waits no longer. */
const workMs = 5;
const restMs = 8;

export const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, restMs));

/** Runs work that comes in steps, a few milliseconds at a time. @throws what `signal` says */
export async function inSlices<T>(work: Generator<unknown, T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    const untilMs = performance.now() + workMs;
    do {
      const step = work.next();
      if (step.done) return step.value;
    } while (performance.now() < untilMs);
    await rest();
    signal.throwIfAborted();
  }
}
