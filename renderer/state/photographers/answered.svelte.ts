import { problemOf } from '../../../electron/contract/index.ts';
import type { EngineContract, InputOf, OutputOf, Problem, Sha256 } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';

export type AnsweredRow = OutputOf<EngineContract['photographers.answers']>['rows'][number];
type Which = InputOf<EngineContract['photographers.answers']>['which'];

/** So many photos are asked for at once. */
const mostRows = 500;

/** Some photos of a collection with what was answered, each from machines that had not learned from its shoot. */
export class AnsweredPhotos {
  readonly #engine: Engine;
  readonly #model: Sha256;
  readonly which: Which;

  /** null: not read yet. */
  rows = $state.raw<readonly AnsweredRow[] | null>(null);
  total = $state(0);
  problem = $state.raw<Problem | null>(null);

  constructor(engine: Engine, model: Sha256, which: Which) {
    this.#engine = engine;
    this.#model = model;
    this.which = which;
  }

  async load(): Promise<void> {
    this.problem = null;
    try {
      const asked = { model: this.#model, which: this.which, limit: mostRows };
      const { rows, total } = await this.#engine.ask('photographers.answers', asked);
      this.rows = rows;
      this.total = total;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}
