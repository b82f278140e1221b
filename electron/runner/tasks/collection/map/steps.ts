import type { Stop } from '../../../../contract/index.ts';
import type { Turn } from '../../../runtime/index.ts';

/** Long arithmetic that rests every few milliseconds and says there what share of it is done, 0 to 1. */
export type Steps<T> = Generator<number, T, void>;

/** What others can wait for while a slice is computed. */
const sliceMs = 30;

export interface Pace {
  readonly turn: Turn;
  readonly stop: Stop;
  readonly onShare: (share: number) => void;
}

/** Does it slice by slice, so that requests from outside are answered between, and a stop is heard. */
export async function inTurns<T>(steps: Steps<T>, { turn, stop, onShare }: Pace): Promise<T> {
  for (;;) {
    stop.throwIfAborted();
    const { done, value } = await turn(() => Promise.resolve(slice(steps)));
    if (done === true) return value;
    onShare(value);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function slice<T>(steps: Steps<T>): IteratorResult<number, T> {
  const endMs = performance.now() + sliceMs;
  let step = steps.next();
  while (step.done !== true && performance.now() < endMs) step = steps.next();
  return step;
}

/** Does it at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Part of a longer work: its shares count from `from` to `to`. */
export function* part<T>(steps: Steps<T>, from: number, to: number): Steps<T> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    yield from + (to - from) * step.value;
  }
}
