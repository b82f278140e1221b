import { problemOf } from '../../electron/contract/index.ts';
import type { Card, CardPreview, Grant, Problem, WindowShell } from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { Watched } from './watched.svelte.ts';

/** A card or a folder that photos are copied from. */
export interface CardSource {
  readonly grant: string;
  readonly name: string;
}

/** An import from a camera or card, from the choice of the card to the job that copies. */
export class CardImport {
  readonly #engine: Engine;
  readonly #shell: WindowShell;
  readonly counting = new Watched();
  /** A browser would copy what is chosen into the library's own folder first. */
  readonly canChooseFolder: boolean;

  open = $state(false);
  /** null: not looked for yet. */
  cards = $state.raw<readonly Card[] | null>(null);
  source = $state.raw<CardSource | null>(null);
  target = $state.raw<Grant | null>(null);
  preview = $state.raw<CardPreview | null>(null);
  problem = $state.raw<Problem | null>(null);

  constructor(engine: Engine, shell: WindowShell) {
    this.#engine = engine;
    this.#shell = shell;
    this.canChooseFolder = shell.kind === 'desktop';
  }

  /** Opens the dialog and looks for cards; a single one is chosen at once. */
  async begin(): Promise<void> {
    this.open = true;
    await this.look();
  }

  async look(): Promise<void> {
    await this.#attempt(async () => {
      this.cards = await this.#engine.ask('card.list', undefined);
      const [only, ...more] = this.cards;
      if (only && more.length === 0 && this.source === null) void this.choose(only);
    });
  }

  /** Takes a card, and counts what lies on it. */
  async choose(source: CardSource): Promise<void> {
    this.source = source;
    this.preview = null;
    await this.counting.run(
      ({ signal, onProgress }) =>
        this.#engine.ask(
          'card.preview',
          { source: source.grant },
          { ...(signal && { signal }), onProgress: ({ done, total }) => onProgress?.({ done, total: total ?? 0 }) },
        ),
      (preview) => (this.preview = preview),
    );
  }

  async chooseFolder(): Promise<void> {
    await this.#attempt(async () => {
      const [grant] = await this.#shell.chooseFolder();
      if (grant) await this.choose({ grant: grant.id, name: grant.name });
    });
  }

  async chooseTarget(): Promise<void> {
    await this.#attempt(async () => {
      this.target = (await this.#shell.chooseTarget()) ?? this.target;
    });
  }

  /** Queues the copying; the list of jobs tells how far it is. */
  async run(): Promise<void> {
    const { source, target } = this;
    if (source === null || target === null) return;
    await this.#attempt(async () => {
      await this.#engine.ask('card.import', { source: source.grant, target: target.id });
      this.close();
    });
  }

  close(): void {
    this.counting.stop();
    this.open = false;
    this.source = null;
    this.preview = null;
    this.problem = null;
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
