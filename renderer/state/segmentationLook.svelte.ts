import { problemOf } from '../../electron/contract/index.ts';
import type {
  Model,
  PhotoId,
  Problem,
  SegmentationSettings,
  SegmentedPhoto,
  WindowShell,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { fetchPixels } from './segmentationPixels.ts';
import type { LookPixels } from './segmentationPixels.ts';

/** A photo, the network that looks at it, and how. */
export interface Wanted {
  readonly photo: PhotoId;
  readonly model: Model;
  readonly settings: SegmentationSettings;
}

/** What was seen, and of what. */
export interface Seen {
  readonly wanted: Wanted;
  readonly result: SegmentedPhoto;
  readonly pixels: LookPixels;
}

/** How far a look is; `done` of `total` since it began. */
export interface LookProgress {
  readonly startedMs: number;
  readonly done: number;
  readonly total: number;
}

/** Whoever turns a knob or holds an arrow key wants the last of many looks only. */
const settleMs = 250;
/** A look that takes longer than this says how far it is. */
const slowMs = 600;

/** One network looking at one photo. What was seen stays, marked as stale, until the next look is there. */
export class LookView {
  readonly #engine: Engine;
  readonly #shell: Pick<WindowShell, 'lookUrl'>;

  wanted = $state.raw<Wanted | null>(null);
  seen = $state.raw<Seen | null>(null);
  /** null while nothing is under way, or not for long enough to tell of. */
  progress = $state.raw<LookProgress | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** A person stopped it. */
  stopped = $state(false);

  readonly stale = $derived(this.seen !== null && this.seen.wanted !== this.wanted);

  #stop: AbortController | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine, shell: Pick<WindowShell, 'lookUrl'>) {
    this.#engine = engine;
    this.#shell = shell;
  }

  /** Looks, unless it has or does; null: at nothing. */
  want(wanted: Wanted | null): void {
    if (keyOf(wanted) === keyOf(this.wanted)) return;
    const soon = this.wanted === null ? 0 : settleMs;
    this.#give();
    // On another photo the old areas would lie.
    if (wanted?.photo !== this.wanted?.photo) this.seen = null;
    this.wanted = wanted;
    this.problem = null;
    this.stopped = false;
    if (wanted) this.#settling = setTimeout(() => void this.#look(wanted), soon);
  }

  /** Looks once more at what is wanted. */
  again(): void {
    const { wanted } = this;
    if (!wanted) return;
    this.#give();
    this.problem = null;
    this.stopped = false;
    void this.#look(wanted);
  }

  stop(): void {
    this.#give();
    this.stopped = true;
  }

  #give(): void {
    clearTimeout(this.#settling);
    this.#stop?.abort();
    this.#stop = undefined;
    this.progress = null;
  }

  async #look(wanted: Wanted): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    const startedMs = performance.now();
    const tell = (done: number, total: number): void => {
      if (!stop.signal.aborted && performance.now() - startedMs >= slowMs) this.progress = { startedMs, done, total };
    };
    let last = { done: 0, total: 0 };
    const slow = setTimeout(() => tell(last.done, last.total), slowMs);
    try {
      const { photo, model, settings } = wanted;
      const input = { photo, model: model.hash, settings };
      const onProgress = (step: typeof last): void => {
        last = step;
        tell(step.done, step.total);
      };
      const { id, result } = await this.#engine.ask('segmentation.look', input, { signal: stop.signal, onProgress });
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

/** A corrected card is another look. */
const keyOf = (wanted: Wanted | null): string =>
  wanted === null ? '' : JSON.stringify([wanted.photo, wanted.model.hash, wanted.model.card, wanted.settings]);
