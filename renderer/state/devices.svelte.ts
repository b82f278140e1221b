import {
  problemOf,
  type DeviceChoice,
  type DeviceId,
  type DeviceVerdict,
  type Problem,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';

/** What this machine can compute on, what is chosen, and a test that is under way. */
export class Devices {
  readonly #engine: Engine;

  /** null until the engine has answered. */
  choice = $state.raw<DeviceChoice | null>(null);
  /** How far a test that this window asked for is. */
  probe = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
  problem = $state.raw<Problem | null>(null);

  readonly verdicts = $derived<readonly DeviceVerdict[]>(this.choice?.verdicts ?? []);
  readonly inUse = $derived(this.verdicts.find(({ id }) => id === this.choice?.inUse) ?? null);
  readonly probing = $derived(this.probe !== null || this.choice?.probing === true);
  /** Photos per second on the CPU, against which the others are compared. */
  readonly cpuPerSecond = $derived(this.verdicts.find(({ id }) => id === 'cpu')?.perSecond ?? null);

  #stop: AbortController | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('devices.changed', (choice) => (this.choice = choice));
  }

  async load(): Promise<void> {
    await this.#attempt(async () => {
      this.choice = await this.#engine.ask('devices.list', undefined);
    });
  }

  /** null: Fovea chooses. */
  async choose(device: DeviceId | null): Promise<void> {
    await this.#attempt(async () => {
      this.choice = await this.#engine.ask('devices.choose', { device });
    });
  }

  /** Tests every device again; the verdicts on screen stay until the new ones are there. */
  async testAgain(): Promise<void> {
    if (this.probing) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.probe = { done: 0, total: 0 };
    await this.#attempt(async () => {
      this.choice = await this.#engine.ask('devices.probe', undefined, {
        signal: stop.signal,
        onProgress: (step) => (this.probe = step),
      });
    });
    this.probe = null;
  }

  stopTest(): void {
    this.#stop?.abort();
  }

  async #attempt(gesture: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await gesture();
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code !== 'engine/stopped') this.problem = problem;
    }
  }
}
