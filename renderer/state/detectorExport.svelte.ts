import type { DetectorExportKind, GrantId, Sha256 } from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { Watched } from './watched.svelte.ts';

/** A detector written for other programs. */
export class DetectorExport {
  readonly #engine: Engine;
  readonly writing = new Watched();

  /** What was written. */
  written = $state.raw<readonly string[] | null>(null);

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async write(model: Sha256, kind: DetectorExportKind, target: GrantId): Promise<void> {
    this.written = null;
    await this.writing.run(
      (options) => this.#engine.ask('detectors.export', { model, kind, target }, options),
      ({ files }) => (this.written = files),
    );
  }
}
