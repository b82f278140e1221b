import { everything, problemOf } from '../../../electron/contract/index.ts';
import type { EngineContract, OutputOf, Problem, Sha256, UnitPatch } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';
import { isActive } from '../jobs.svelte.ts';
import type { Jobs } from '../jobs.svelte.ts';
import { Projections } from './projections.svelte.ts';

type Indexed = NonNullable<OutputOf<EngineContract['lab.indexed']>>;

/** A channel of a layer of a network. */
export interface Unit {
  readonly model: Sha256;
  /** Its name in the graph. */
  readonly layer: string;
  readonly channel: number;
}

/** Which photos of the library excite a unit most, and the looking for them. */
export class LabUnits {
  readonly #engine: Engine;
  readonly #jobs: Jobs;
  readonly projections: Projections;

  /** What was looked for in the network; null: nothing, or it is not read yet. */
  known = $state.raw<Indexed | null>(null);
  /** Whether it was read what was looked for. */
  isRead = $state(false);
  /** Of the unit, the strongest first; null: not read, or not looked for. */
  patches = $state.raw<readonly UnitPatch[] | null>(null);
  problem = $state.raw<Problem | null>(null);

  /** The look through the library that is under way; null: none is. */
  readonly job = $derived.by(() => this.#jobs.active.find(({ kind }) => kind === 'lab.index') ?? null);

  #model: Sha256 | null = null;
  #unit: Unit | null = null;

  constructor(engine: Engine, jobs: Jobs) {
    this.#engine = engine;
    this.#jobs = jobs;
    this.projections = new Projections(engine);
    engine.on('jobs.changed', (job) => {
      // Photos were looked at, or others came.
      if ((job.kind === 'lab.index' || job.kind === 'library.import') && !isActive(job)) void this.#again();
    });
  }

  /** Whether a layer is among those that were looked for. */
  isKnown(layer: string): boolean {
    return this.known?.layers.some(({ name }) => name === layer) ?? false;
  }

  /** Reads what is known of a network. */
  async readNetwork(model: Sha256 | null): Promise<void> {
    if (model !== this.#model) {
      this.#model = model;
      this.known = null;
      this.isRead = false;
    }
    await this.#attempt(async () => {
      const known = model === null ? null : await this.#engine.ask('lab.indexed', { model });
      if (this.#model !== model) return;
      this.known = known;
      this.isRead = true;
    });
  }

  /** Reads the patches of a unit; those of the one before stay until they are there. null: no unit, or none known. */
  async readUnit(unit: Unit | null): Promise<void> {
    this.#unit = unit;
    if (unit === null) this.patches = null;
    else
      await this.#attempt(async () => {
        const patches = await this.#engine.ask('lab.patches', unit);
        if (this.#unit === unit) this.patches = patches;
      });
  }

  /** Looks through the whole library. `layers`: null for a dozen; others than last time begin anew. */
  async look(layers: readonly string[] | null): Promise<void> {
    const model = this.#model;
    if (model !== null) await this.#attempt(() => this.#engine.ask('lab.index', { model, filter: everything, layers }));
  }

  async stop(): Promise<void> {
    if (this.job) await this.#jobs.stop(this.job.id);
  }

  async #again(): Promise<void> {
    if (this.#model === null) return;
    await this.readNetwork(this.#model);
    const unit = this.#unit;
    if (unit && this.isKnown(unit.layer)) await this.readUnit({ ...unit });
  }

  async #attempt(gesture: () => Promise<unknown>): Promise<void> {
    this.problem = null;
    try {
      await gesture();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}
