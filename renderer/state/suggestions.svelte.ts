import { problemOf } from '../../electron/contract/index.ts';
import type { Problem, SuggestionSource, SuggestionState } from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { isActive } from './jobs.svelte.ts';

/** Where suggestions come from, what they learned from, and how many photos the network has looked at. */
export class Suggestions {
  readonly #engine: Engine;

  state = $state.raw<SuggestionState | null>(null);
  problem = $state.raw<Problem | null>(null);

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('suggestions.changed', (state) => (this.state = state));
    // How many photos were looked at is known again when the job ends, and that it goes on when it begins.
    engine.on('jobs.changed', (job) => {
      const known = this.state?.features.job === job.id;
      if (job.kind === 'features.index' && !(known && isActive(job))) void this.load();
    });
  }

  async load(): Promise<void> {
    await this.#attempt(async () => {
      this.state = await this.#engine.ask('suggestions.state', undefined);
    });
  }

  async choose(source: SuggestionSource): Promise<void> {
    await this.#attempt(async () => {
      this.state = await this.#engine.ask('suggestions.choose', { source });
    });
  }

  /** Queues the look of the chosen network at all photos. */
  async lookAtAll(): Promise<void> {
    await this.#attempt(async () => {
      await this.#engine.ask('features.index', undefined);
      this.state = await this.#engine.ask('suggestions.state', undefined);
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
