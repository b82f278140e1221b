import { problemOf } from '../../electron/contract/index.ts';
import type { EngineContract, OutputOf, Problem } from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { engineWords, t } from '../words/index.ts';

type History = OutputOf<EngineContract['edits.history']>;

/** What can be undone and redone, by name. */
export class Edits {
  readonly #engine: Engine;

  /** Name of the edit that Undo takes back; null when there is none. */
  undoName = $state<string | null>(null);
  redoName = $state<string | null>(null);
  /** What the last undo or redo did, in words; empty before the first and after the next edit. */
  announcement = $state('');
  problem = $state.raw<Problem | null>(null);

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('edits.changed', (history) => this.#show(history));
  }

  async load(): Promise<void> {
    await this.#attempt(async () => this.#show(await this.#engine.ask('edits.history', undefined)));
  }

  async undo(): Promise<void> {
    const name = this.undoName;
    if (name === null) return;
    await this.#attempt(async () => {
      this.#show(await this.#engine.ask('edits.undo', undefined));
      this.announcement = t('Undone: {name}', { name: engineWords(name) });
    });
  }

  async redo(): Promise<void> {
    const name = this.redoName;
    if (name === null) return;
    await this.#attempt(async () => {
      this.#show(await this.#engine.ask('edits.redo', undefined));
      this.announcement = t('Done again: {name}', { name: engineWords(name) });
    });
  }

  #show(history: History): void {
    // A new edit leaves nothing to redo; what was announced before it is old by then.
    if (history.redo === null) this.announcement = '';
    this.undoName = history.undo;
    this.redoName = history.redo;
  }

  async #attempt(gesture: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await gesture();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}
