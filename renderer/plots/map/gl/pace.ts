/** Points of the first slice, and of the smallest. */
const firstSlice = 20_000;
const leastSlice = 4_000;
/** Slower than that, fewer points are drawn a frame; quicker, more. */
const slowMs = 24;
const quickMs = 19;
/** A person has stopped moving. */
const stillMs = 120;

/** How much is drawn in a frame, by how long the last ones took: a card draws all at once, a processor some thousand. */
export class Pace {
  #slice = firstSlice;
  #lastMs = -Infinity;
  #movedMs = -Infinity;
  /** The last frame drew something. */
  #drew = false;
  /** Showing a new picture took longer than a frame. */
  #isSlow = false;

  get slice(): number {
    return Math.ceil(this.#slice);
  }

  /** A frame begins. */
  begin(nowMs: number): void {
    const tookMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    // After a frame that drew there is always one more.
    if (!this.#drew) return;
    this.#isSlow = tookMs > slowMs || (this.#isSlow && tookMs > quickMs);
    if (tookMs > slowMs) this.#slice = Math.max(leastSlice, this.#slice * 0.7);
    else if (tookMs < quickMs) this.#slice = Math.min(1e6, this.#slice * 1.4);
  }

  /** A frame ends. */
  end(drew: boolean): void {
    this.#drew = drew;
  }

  moved(nowMs: number): void {
    this.#movedMs = nowMs;
  }

  /** Whether what is there does for now: a slow device draws anew when a person has stopped. */
  waits(nowMs: number): boolean {
    return this.#isSlow && nowMs - this.#movedMs < stillMs;
  }
}
