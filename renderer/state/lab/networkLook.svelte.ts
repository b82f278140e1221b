import { problemOf } from '../../../electron/contract/index.ts';
import type { LabRun, Model, NetworkRecord, Problem, Sha256 } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';
import type { LabRuns } from './runs.svelte.ts';

/** One network, layer by layer, with the filters of its first layer. */
export class NetworkLook {
  readonly #engine: Engine;
  readonly #runs: LabRuns;

  record = $state.raw<NetworkRecord | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Why it has no filters to be seen. */
  filterProblem = $state.raw<Problem | null>(null);

  #hash = $state<Sha256 | null>(null);
  #stop: AbortController | undefined;

  /** null: they were not made yet. */
  readonly filters = $derived.by((): LabRun | null => this.#filtersOf(this.#hash));

  constructor(engine: Engine, runs: LabRuns) {
    this.#engine = engine;
    this.#runs = runs;
  }

  /** Reads a network, unless it is there; filters that somebody forgot are made anew. */
  async read(model: Model | null): Promise<void> {
    const hash = model?.hash ?? null;
    const isOther = hash !== this.#hash;
    if (isOther) this.close();
    this.#hash = hash;
    if (model) await Promise.all([isOther ? this.#describe(model) : null, this.#makeFilters(model.hash)]);
  }

  /** What is under way for it ends. */
  close(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.#hash = this.record = this.problem = this.filterProblem = null;
  }

  async #describe({ hash, card: { preprocessing } }: Model): Promise<void> {
    const { width, height } = preprocessing;
    try {
      const asked = { network: { model: hash }, size: { batch: 1, width, height } };
      const record = await this.#engine.ask('models.describe', asked);
      if (this.#hash === hash) this.record = record;
    } catch (thrown) {
      if (this.#hash === hash) this.problem = problemOf(thrown);
    }
  }

  async #makeFilters(model: Sha256): Promise<void> {
    if (this.#filtersOf(model) || this.#stop || this.filterProblem) return;
    const stop = new AbortController();
    this.#stop = stop;
    try {
      const settings = { method: 'filters', layer: null } as const;
      const asked = { model, others: [], photos: [], settings, device: null };
      await this.#runs.take(await this.#engine.ask('lab.make', asked, { signal: stop.signal }), null);
    } catch (thrown) {
      if (!stop.signal.aborted) this.filterProblem = problemOf(thrown);
    } finally {
      if (this.#stop === stop) this.#stop = undefined;
    }
  }

  #filtersOf(hash: Sha256 | null): LabRun | null {
    const isOf = ({ recipe }: LabRun): boolean => recipe.settings.method === 'filters' && recipe.network.hash === hash;
    return this.#runs.all.find(isOf) ?? null;
  }
}
