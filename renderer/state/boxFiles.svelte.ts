import type { BoxFormat, EngineContract, GrantId, OutputOf, PhotoFilter } from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { Watched } from './watched.svelte.ts';

export type ImportedBoxes = OutputOf<EngineContract['boxes.import']>;

/** Boxes from annotation files, and into them. */
export class BoxFiles {
  readonly #engine: Engine;
  readonly importing = new Watched();

  /** What the last import came to. */
  imported = $state.raw<ImportedBoxes | null>(null);

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Reads annotation files, or folders of them. */
  async import(grants: readonly GrantId[]): Promise<void> {
    this.imported = null;
    if (grants.length === 0) return;
    await this.importing.run(
      (options) => this.#engine.ask('boxes.import', { grants }, options),
      (imported) => (this.imported = imported),
    );
  }

  /** What these formats cannot hold of the boxes of a filter, one sentence each. */
  async lossesOf(filter: PhotoFilter, formats: readonly BoxFormat[]): Promise<readonly string[]> {
    return formats.length === 0 ? [] : this.#engine.ask('boxes.losses', { filter, formats });
  }

  /** Queues the writing of drawn boxes. */
  async export(filter: PhotoFilter, formats: readonly BoxFormat[], target: GrantId): Promise<void> {
    await this.#engine.ask('boxes.export', { filter, formats, target });
  }
}
