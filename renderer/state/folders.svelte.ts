import { problemOf } from '../../electron/contract/index.ts';
import type { Grant, Problem, WatchState } from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';

/** Folders whose new photos come by themselves, and how many photos are missing. */
export class WatchedFolders {
  readonly #engine: Engine;

  state = $state.raw<WatchState | null>(null);
  problem = $state.raw<Problem | null>(null);

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('watch.changed', (state) => (this.state = state));
  }

  async load(): Promise<void> {
    await this.#attempt(async () => {
      this.state = await this.#engine.ask('watch.list', undefined);
    });
  }

  /** @param choose  lets a person choose folders; empty when they thought better of it */
  async add(choose: () => Promise<readonly Grant[]>): Promise<void> {
    await this.#attempt(async () => {
      for (const { id } of await choose()) this.state = await this.#engine.ask('watch.add', { grant: id });
    });
  }

  async remove(path: string): Promise<void> {
    await this.#attempt(async () => {
      this.state = await this.#engine.ask('watch.remove', { path });
    });
  }

  async #attempt(gesture: () => Promise<void>): Promise<void> {
    try {
      await gesture();
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}
