/** Longest work in one go, and the rest after it, in milliseconds: whoever asks the engine meanwhile waits no longer. */
const workMs = 6;
const restMs = 3;

/** Runs work that comes in steps, a few milliseconds at a time. @throws what `signal` says */
export async function inSlices<T>(work: Generator<unknown, T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    const untilMs = performance.now() + workMs;
    do {
      const step = work.next();
      if (step.done) return step.value;
    } while (performance.now() < untilMs);
    await new Promise((resolve) => setTimeout(resolve, restMs));
    signal.throwIfAborted();
  }
}
