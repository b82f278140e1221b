import { SvelteSet } from 'svelte/reactivity';
import { problemOf } from '../../../electron/contract/index.ts';
import type { EngineContract, GrantId, OutputOf } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';
import { PhotoLabels } from '../training/labels.svelte.ts';
import { Watched } from '../watched.svelte.ts';
import { AnsweredPhotos } from './answered.svelte.ts';
import { Game } from './game.svelte.ts';
import { People } from './people.svelte.ts';
import { WhoTook } from './who.svelte.ts';

/** Photographers that were learned, and how well. */
export type Collection = OutputOf<EngineContract['photographers.list']>[number];
export type CollectionTab = 'who' | 'sure' | 'game' | 'people' | 'strays';

/** What the page of one collection looks at. */
export class CollectionView {
  readonly #engine: Engine;
  readonly collection: Collection;
  readonly who: WhoTook;
  readonly game: Game;
  readonly people: People;
  readonly strays: AnsweredPhotos;
  readonly labels: PhotoLabels;
  readonly saving = new Watched();
  /** Paths of strays that a person called right. */
  readonly confirmed = new SvelteSet<string>();

  tab = $state<CollectionTab>('who');
  /** The cell of the confusion matrix that is open. */
  cell = $state.raw<AnsweredPhotos | null>(null);
  /** Where the report was written. */
  saved = $state<string | null>(null);

  constructor(engine: Engine, collection: Collection) {
    this.#engine = engine;
    this.collection = collection;
    const { model } = collection;
    this.who = new WhoTook(engine, model);
    this.game = new Game(engine, model);
    this.people = new People(engine, model);
    this.strays = new AnsweredPhotos(engine, model, { kind: 'strays' });
    this.labels = new PhotoLabels(engine);
  }

  async openCell(truth: number, answer: number): Promise<void> {
    const cell = new AnsweredPhotos(this.#engine, this.collection.model, { kind: 'cell', truth, answer });
    this.cell = cell;
    await cell.load();
  }

  async loadStrays(): Promise<void> {
    await this.strays.load();
    const { classNames } = this.collection.report;
    this.confirmed.clear();
    for (const { path, isConfirmed } of this.strays.rows ?? []) if (isConfirmed) this.confirmed.add(path);
    this.labels.know(
      (this.strays.rows ?? []).map(({ photo, classIndex }) => ({
        ...{ photo, truth: classNames[classIndex] ?? '', label: null },
      })),
    );
  }

  /** Notes that the names of strays are right, or takes it back; what cannot be noted is as it was. */
  async confirm(paths: readonly string[], isRight: boolean): Promise<void> {
    const set = (right: boolean): void =>
      paths.forEach((path) => (right ? this.confirmed.add(path) : this.confirmed.delete(path)));
    set(isRight);
    try {
      await this.#engine.ask('photographers.confirm', { model: this.collection.model, paths, isRight });
    } catch (thrown) {
      set(!isRight);
      this.strays.problem = problemOf(thrown);
    }
  }

  /** Shows one photographer. */
  showPhotographer(index: number): void {
    this.people.show(index);
    this.tab = 'people';
  }

  async saveReport(target: GrantId): Promise<void> {
    this.saved = null;
    await this.saving.run(
      (options) => this.#engine.ask('photographers.saveReport', { model: this.collection.model, target }, options),
      ({ path }) => (this.saved = path),
    );
  }

  /** What is under way for it ends. */
  close(): void {
    this.who.close();
    this.people.close();
    this.saving.stop();
    this.labels.close();
  }
}
