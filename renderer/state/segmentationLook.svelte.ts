import { problemOf } from '../../electron/contract/index.ts';
import type {
  AskOptions,
  LookId,
  PhotoId,
  Problem,
  SegmentedPhoto,
  WindowShell,
} from '../../electron/contract/index.ts';
import { fetchPixels } from './segmentationPixels.ts';
import type { LookPixels } from './segmentationPixels.ts';

interface Step {
  readonly done: number;
  readonly total: number;
}

/** What is told of the pixels of a look. */
interface Told {
  readonly width: number;
  readonly height: number;
}

/** A look to be had at a photo, and how to ask for it. */
export interface Wanted<T extends Told = SegmentedPhoto> {
  /** Two of one key are the same look. */
  readonly key: string;
  readonly photo: PhotoId;
  /** Of whoever looks, and what that is doing then, for people. */
  readonly name: string;
  readonly doing: () => string;
  readonly ask: (options: AskOptions<Step>) => Promise<{ readonly id: LookId; readonly result: T }>;
}

/** What was seen, and of what. */
export interface Seen<T extends Told = SegmentedPhoto> {
  readonly wanted: Wanted<T>;
  readonly result: T;
  readonly pixels: LookPixels;
}

/** How far a look is; `done` of `total` since it began. */
export interface LookProgress extends Step {
  readonly startedMs: number;
}

/** Whoever turns a knob or holds an arrow key wants the last of many looks only. */
const knobMs = 250;
/** A look that takes longer than this says how far it is. */
const slowMs = 600;

/** One look at one photo. What was seen stays, marked as stale, until the next look is there. */
export class LookView<T extends Told = SegmentedPhoto> {
  readonly #shell: Pick<WindowShell, 'lookUrl'>;
  readonly #settleMs: number;

  wanted = $state.raw<Wanted<T> | null>(null);
  seen = $state.raw<Seen<T> | null>(null);
  /** null while nothing is under way, or not for long enough to tell of. */
  progress = $state.raw<LookProgress | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** A person stopped it. */
  stopped = $state(false);

  readonly stale = $derived(this.seen !== null && this.seen.wanted !== this.wanted);

  #stop: AbortController | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #paused = false;

  constructor(shell: Pick<WindowShell, 'lookUrl'>, settleMs = knobMs) {
    this.#shell = shell;
    this.#settleMs = settleMs;
  }

  /** Looks, unless it has or does; null: at nothing. */
  want(wanted: Wanted<T> | null): void {
    if (wanted?.key === this.wanted?.key) return;
    const soon = this.wanted === null ? 0 : this.#settleMs;
    this.#begin();
    // On another photo the old areas would lie.
    if (wanted?.photo !== this.wanted?.photo) this.seen = null;
    this.wanted = wanted;
    if (wanted) this.#settling = setTimeout(() => void this.#look(wanted), soon);
  }

  /** Looks once more at what is wanted. */
  again(): void {
    const { wanted } = this;
    if (!wanted) return;
    this.#begin();
    void this.#look(wanted);
  }

  stop(): void {
    this.#give();
    this.stopped = true;
  }

  /** Lets go of a look that is under way, because another is likely to be wanted soon. */
  pause(): void {
    this.#paused = this.#stop !== undefined || this.#settling !== undefined;
    this.#give();
  }

  /** No other was wanted after all. */
  resume(): void {
    if (this.#paused) this.again();
  }

  #begin(): void {
    this.#give();
    this.#paused = false;
    this.problem = null;
    this.stopped = false;
  }

  #give(): void {
    clearTimeout(this.#settling);
    this.#settling = undefined;
    this.#stop?.abort();
    this.#stop = undefined;
    this.progress = null;
  }

  async #look(wanted: Wanted<T>): Promise<void> {
    const stop = new AbortController();
    this.#settling = undefined;
    this.#stop = stop;
    const startedMs = performance.now();
    let last: Step = { done: 0, total: 0 };
    // Not by the clock: a timer may ring a moment before it says so, and then nothing would ever be told.
    let isSlow = false;
    const tell = ({ done, total }: Step): void => {
      if (!stop.signal.aborted && isSlow) this.progress = { startedMs, done, total };
    };
    const slow = setTimeout(() => {
      isSlow = true;
      tell(last);
    }, slowMs);
    try {
      const onProgress = (step: Step): void => tell((last = step));
      const { id, result } = await wanted.ask({ signal: stop.signal, onProgress });
      const pixels = await fetchPixels(this.#shell.lookUrl(id), result, stop.signal);
      if (!stop.signal.aborted) this.seen = { wanted, result, pixels };
    } catch (thrown) {
      if (!stop.signal.aborted) this.problem = problemOf(thrown);
    } finally {
      clearTimeout(slow);
      if (this.#stop === stop) this.#give();
    }
  }
}
