import type { Turn } from './runtime/index.ts';

/** One device, two priorities: an interactive request runs between the steps of a background job. */
export interface Schedule {
  readonly interactive: Turn;
  readonly background: Turn;
}

/** Lets one step run at a time, interactive ones first, each kind in the order of asking. */
export function newSchedule(): Schedule {
  const waiting = { interactive: [] as (() => void)[], background: [] as (() => void)[] };
  let busy = false;

  const next = (): void => {
    const start = waiting.interactive.shift() ?? waiting.background.shift();
    busy = start !== undefined;
    start?.();
  };

  const turnOf =
    (queue: (() => void)[]): Turn =>
    async (step) => {
      if (busy) await new Promise<void>((resolve) => queue.push(resolve));
      busy = true;
      try {
        return await step();
      } finally {
        next();
      }
    };

  return { interactive: turnOf(waiting.interactive), background: turnOf(waiting.background) };
}
