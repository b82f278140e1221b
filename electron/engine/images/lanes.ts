/** How soon work is wanted: somebody is looking, or a job will come to it. */
export type Urgency = 'seen' | 'background';

interface Waiting {
  readonly start: () => void;
}

/** Runs at most `width` pieces of work at once; what is seen goes first, the latest asked first of all. */
export function lanes(width: number): <T>(urgency: Urgency, work: () => Promise<T>) => Promise<T> {
  const seen: Waiting[] = [];
  const background: Waiting[] = [];
  let running = 0;

  const next = (): void => {
    if (running >= width) return;
    // A grid that is scrolled asks for more than it still shows; its newest rows are in sight.
    const waiting = seen.pop() ?? background.shift();
    if (!waiting) return;
    running += 1;
    waiting.start();
  };

  return (urgency, work) =>
    new Promise((resolve, reject) => {
      const start = (): void => {
        void work()
          .then(resolve, reject)
          .finally(() => {
            running -= 1;
            next();
          });
      };
      (urgency === 'seen' ? seen : background).push({ start });
      next();
    });
}
