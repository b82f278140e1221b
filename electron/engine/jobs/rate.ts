/** How fast a count grows, seen through a sliding window. */
export interface Rate {
  note(done: number, nowMs: number): void;
  /** Null until the window holds enough to say. */
  perSecond(nowMs: number): number | null;
}

export function slidingRate(windowMs = 10_000): Rate {
  let samples: { readonly done: number; readonly atMs: number }[] = [];
  return {
    note(done, atMs) {
      samples.push({ done, atMs });
      // One sample older than the window stays, so that the window is always full.
      while (samples.length > 2 && atMs - (samples[1]?.atMs ?? atMs) > windowMs) samples = samples.slice(1);
    },
    perSecond(nowMs) {
      const [first] = samples;
      const last = samples.at(-1);
      if (!first || !last || nowMs - first.atMs < 500) return null;
      return (1000 * (last.done - first.done)) / (nowMs - first.atMs);
    },
  };
}
