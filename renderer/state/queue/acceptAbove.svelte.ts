import { everything, problemOf } from '../../../electron/contract/index.ts';
import type { EngineContract, OutputOf, PhotoDetail, PhotoFilter, Problem } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';

type Preview = OutputOf<EngineContract['suggestions.preview']>;

/** Moves of the slider, and changes of photos, are gathered before the engine is asked. */
const gatherMs = 100;

/** Accepting every suggestion from a probability on: what it would do, and doing it. */
export class AcceptAbove {
  readonly #engine: Engine;

  open = $state(false);
  /** The least probability that is accepted, 0 to 1. */
  from = $state(0.9);
  preview = $state.raw<Preview | null>(null);
  /** The least probable photos that would be accepted, at most twelve. */
  doubtful = $state.raw<readonly PhotoDetail[]>([]);
  /** What is shown is of an earlier place of the slider, or of earlier suggestions. */
  stale = $state(false);
  accepting = $state(false);
  /** How many were accepted last; null: none since the slider was moved. */
  accepted = $state<number | null>(null);
  problem = $state.raw<Problem | null>(null);

  #filter: PhotoFilter = everything;
  #looking = false;
  /** Something is otherwise since the look that is under way began. */
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('library.changed', () => this.#lookSoon());
    engine.on('suggestions.changed', () => this.#lookSoon());
  }

  /** Which photos it is about. */
  among(filter: PhotoFilter): void {
    this.#filter = filter;
    this.#lookSoon();
  }

  toggle(): void {
    this.open = !this.open;
    this.accepted = null;
    this.#lookSoon();
  }

  /** Moves the slider; what it would do follows. */
  aim(from: number): void {
    this.from = from;
    this.accepted = null;
    this.#lookSoon();
  }

  /** One undo step; true when it was done. */
  async accept(): Promise<boolean> {
    this.accepting = true;
    try {
      const { photos } = await this.#engine.ask('suggestions.accept', { filter: this.#filter, from: this.from });
      this.accepted = photos;
      this.problem = null;
      this.#lookSoon();
      return true;
    } catch (thrown) {
      this.problem = problemOf(thrown);
      return false;
    } finally {
      this.accepting = false;
    }
  }

  #lookSoon(): void {
    if (!this.open) return;
    this.stale = true;
    this.#again = this.#looking;
    if (!this.#looking) this.#timer ??= setTimeout(() => void this.#look(), gatherMs);
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    const asked = { filter: this.#filter, from: this.from };
    this.#looking = true;
    try {
      const preview = await this.#engine.ask('suggestions.preview', asked);
      const doubtful = await Promise.all(preview.doubtful.map((photo) => this.#engine.ask('library.photo', { photo })));
      if (asked.filter === this.#filter && asked.from === this.from) {
        this.preview = preview;
        this.doubtful = doubtful;
        this.stale = false;
      }
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.#looking = false;
    // Where photos go on changing, what is shown is of a moment ago; waiting for an end would show nothing.
    if (this.#again) this.#lookSoon();
  }
}
