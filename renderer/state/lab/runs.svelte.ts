import { problemOf } from '../../../electron/contract/index.ts';
import type { GrantId, LabRun, LabRunId, Problem } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';

/** Where pictures of a result were written. */
interface Saved {
  readonly run: LabRunId;
  readonly paths: readonly string[];
}

/** Results that are kept: shown again, saved, forgotten, and brought back. */
export class LabRuns {
  readonly #engine: Engine;

  /** Newest first. */
  all = $state.raw<readonly LabRun[]>([]);
  /** Forgotten last, and still to be brought back. */
  removed = $state.raw<LabRun | null>(null);
  saved = $state.raw<Saved | null>(null);
  problem = $state.raw<Problem | null>(null);

  /** Results that were written somewhere are not cleared away. */
  #written: readonly LabRunId[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('lab.changed', () => void this.load());
  }

  async load(): Promise<void> {
    await this.#attempt(async () => {
      this.all = await this.#engine.ask('lab.runs', undefined);
    });
  }

  /** A result is there. One that it takes the place of goes, unless it was saved. */
  async take(made: LabRun, instead: LabRun | null): Promise<void> {
    this.saved = null;
    if (instead && !this.#written.includes(instead.id)) {
      await this.#attempt(() => this.#engine.ask('lab.forget', { run: instead.id }));
    }
    this.all = [made, ...this.all.filter(({ id }) => id !== made.id && id !== instead?.id)];
  }

  async forget(run: LabRun): Promise<void> {
    await this.#attempt(async () => {
      await this.#engine.ask('lab.forget', { run: run.id });
      this.removed = run;
      this.all = this.all.filter(({ id }) => id !== run.id);
    });
  }

  /** Brings back what was forgotten last; null: nothing was. */
  async undoForget(): Promise<LabRun | null> {
    const { removed } = this;
    if (!removed) return null;
    await this.#attempt(async () => {
      await this.#engine.ask('lab.restore', { run: removed.id });
      this.removed = null;
      this.all = await this.#engine.ask('lab.runs', undefined);
    });
    return removed;
  }

  /** Writes the pictures of a result into a folder, each with its recipe inside; pdf: as pages to be printed. */
  async save(run: LabRun, form: 'png' | 'pdf', target: GrantId): Promise<void> {
    await this.#attempt(async () => {
      const files = run.result.pictures.map(({ file }) => file);
      const { paths } = await this.#engine.ask('lab.save', { run: run.id, files, form, target });
      this.saved = { run: run.id, paths };
      this.#written = [...this.#written, run.id];
    });
  }

  async #attempt(gesture: () => Promise<unknown>): Promise<void> {
    try {
      await gesture();
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}
