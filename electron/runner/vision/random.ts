// Chance that can be replayed: every draw follows from a seed and a place, never from what was drawn before it elsewhere.

/** Numbers in [0, 1), the same for the same seed everywhere (mulberry32, T. Ettinger, 2017). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Numbers in [0, 1) for one place of a run, so that no generator's state has to be saved to continue it.
 *
 * @param seed   of the run
 * @param parts  what names the place: purpose, restart, epoch, step, example; numbers are whole and below 2⁵³
 * @see          MurmurHash3 (A. Appleby, 2011), which makes neighbouring places unlike each other
 */
export function derived(seed: number, ...parts: readonly (number | string)[]): () => number {
  let state = seed >>> 0;
  let words = 0;
  const add = (word: number): void => {
    state = stirred(state, word);
    words += 1;
  };
  for (const part of parts) {
    if (typeof part === 'number') {
      add(part >>> 0);
      add(Math.floor(part / 2 ** 32) >>> 0);
    } else {
      for (let at = 0; at < part.length; at += 1) add(part.charCodeAt(at));
      add(0x10000 + part.length);
    }
  }
  return seeded(finished(state ^ words));
}

/** The whole numbers from 0 to `count` − 1 in a drawn order (Fisher and Yates). */
export function shuffled(count: number, rng: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(rng() * (last + 1));
    const moved = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = moved;
  }
  return order;
}

function stirred(state: number, word: number): number {
  const spread = Math.imul(turned(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return (Math.imul(turned(state ^ spread, 13), 5) + 0xe6546b64) >>> 0;
}

function finished(state: number): number {
  let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const turned = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));
