import { SvelteMap } from 'svelte/reactivity';
import { problemOf } from '../../../electron/contract/index.ts';
import type {
  LabPicture,
  LabRunId,
  LabSettingsOf,
  PhotoId,
  Problem,
  Sha256,
} from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';

export type ProjectionWay = LabSettingsOf<'projection'>['projection'];

/** A unit led back to the pixels of a photo. */
export interface Wanted {
  readonly model: Sha256;
  readonly layer: string;
  readonly channel: number;
  readonly photo: PhotoId;
  readonly projection: ProjectionWay;
}

interface Made {
  readonly run: LabRunId;
  readonly picture: LabPicture;
}

/** So many are kept: six units in one way. */
const mostKept = 54;
/** Whoever holds an arrow key wants the last of many units only. */
const settleMs = 250;

const keyOf = (wanted: Wanted): string => JSON.stringify(Object.entries(wanted).sort());

/** Projections beside patches, made one at a time and kept. */
export class Projections {
  readonly #engine: Engine;

  /** What stands beside each patch; none: nothing. */
  way = $state<ProjectionWay | 'none'>('none');
  /** Why the last one could not be made; the others are not tried then. */
  problem = $state.raw<Problem | null>(null);

  readonly #made = new SvelteMap<string, Made>();
  #waiting = $state.raw<readonly Wanted[]>([]);
  #current = $state.raw<string | null>(null);
  #stop: AbortController | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get isBusy(): boolean {
    return this.#current !== null || this.#waiting.length > 0;
  }

  /** null: it was not made. */
  pictureOf(wanted: Wanted): Made | null {
    return this.#made.get(keyOf(wanted)) ?? null;
  }

  /** Whether it is being made, or will be. */
  isComing(wanted: Wanted): boolean {
    const key = keyOf(wanted);
    return this.#current === key || this.#waiting.some((each) => keyOf(each) === key);
  }

  /** Makes those that are not there, in this order, and nothing else. */
  want(all: readonly Wanted[]): void {
    const missing = all.filter((each) => !this.#made.has(keyOf(each)));
    const isCurrent = missing.some((each) => keyOf(each) === this.#current);
    if (!isCurrent) this.stop();
    this.problem = null;
    this.#waiting = missing.filter((each) => keyOf(each) !== this.#current);
    if (!isCurrent && missing.length > 0) this.#settling = setTimeout(() => void this.#makeAll(), settleMs);
  }

  stop(): void {
    clearTimeout(this.#settling);
    this.#waiting = [];
    this.#current = null;
    this.#stop?.abort();
    this.#stop = undefined;
  }

  async #makeAll(): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    try {
      for (;;) {
        const [next, ...rest] = this.#waiting;
        if (!next) break;
        this.#waiting = rest;
        this.#current = keyOf(next);
        await this.#makeOne(next, stop.signal);
        if (stop.signal.aborted) return;
      }
      this.#current = null;
    } catch (thrown) {
      if (stop.signal.aborted) return;
      this.stop();
      this.problem = problemOf(thrown);
    }
  }

  async #makeOne(wanted: Wanted, signal: AbortSignal): Promise<void> {
    const { model, photo, ...unit } = wanted;
    const settings = { method: 'projection', ...unit } as const;
    const asked = { model, others: [], photos: [{ photo }], settings, device: null };
    const { id, result } = await this.#engine.ask('lab.make', asked, { signal });
    const picture = result.pictures.find(({ role }) => role === 'projection');
    if (!picture) return;
    this.#made.set(keyOf(wanted), { run: id, picture });
    for (const [key, { run }] of [...this.#made].slice(0, -mostKept)) {
      this.#made.delete(key);
      // Whoever forgot it already has done what is asked.
      await this.#engine.ask('lab.forget', { run }).catch(() => undefined);
    }
  }
}
