import { problemOf } from '../../electron/contract/index.ts';
import type {
  EngineContract,
  InputOf,
  Model,
  Problem,
  StrokeClass,
  StrokeSet,
  StrokeSetId,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { Watched } from './watched.svelte.ts';

/** A class that is in use, with its position in the set. */
export interface PaintedClass {
  readonly index: number;
  readonly name: string;
}

/** Segmenters in the making: the one that is painted for, its classes, and how one begins and ends on the shelf. */
export class Segmenters {
  readonly #engine: Engine;
  /** Another one is painted for. */
  readonly #onchosen: () => void;
  readonly beginning = new Watched();
  readonly saving = new Watched();

  all = $state.raw<readonly StrokeSet[]>([]);
  /** The engine has said which there are. */
  loaded = $state(false);
  /** What was removed last, until it is back or another was begun. */
  removed = $state.raw<StrokeSet | null>(null);
  /** What was saved last. */
  saved = $state.raw<Model | null>(null);
  /** A gesture that failed. */
  problem = $state.raw<Problem | null>(null);

  #id = $state<StrokeSetId | null>(null);
  #classIndex = $state<number | null>(null);

  readonly current = $derived(this.pick(this.all));
  readonly classes = $derived<readonly PaintedClass[]>(
    (this.current?.classes ?? []).flatMap(({ name, removed }, index) => (removed ? [] : [{ index, name }])),
  );
  /** What is painted with; null: there is no class. */
  readonly chosen = $derived(this.classes.find(({ index }) => index === this.#classIndex) ?? this.classes[0] ?? null);

  constructor(engine: Engine, onchosen: () => void) {
    this.#engine = engine;
    this.#onchosen = onchosen;
  }

  /** The one among these that is painted for. */
  pick(sets: readonly StrokeSet[]): StrokeSet | null {
    return sets.find(({ id }) => id === this.#id) ?? sets[0] ?? null;
  }

  /** These are all there are. */
  take(sets: readonly StrokeSet[]): void {
    this.all = sets;
    this.loaded = true;
    if (sets.some(({ id }) => id === this.removed?.id)) this.removed = null;
  }

  choose(set: StrokeSetId): void {
    this.#id = set;
    this.#onchosen();
  }

  chooseClass(index: number): void {
    this.#classIndex = index;
  }

  /** Makes one, chooses it, and tells so. */
  begin(input: InputOf<EngineContract['strokes.begin']>, onbegun: () => void): Promise<void> {
    return this.beginning.run(
      (options) => this.#engine.ask('strokes.begin', input, options),
      ({ set }) => {
        this.removed = null;
        this.choose(set);
        onbegun();
      },
    );
  }

  /** Puts it onto the shelf, and tells so. */
  async save(name: string, onsaved: () => void): Promise<void> {
    const { current } = this;
    if (!current) return;
    this.saved = null;
    await this.saving.run(
      (options) => this.#engine.ask('strokes.save', { set: current.id, name }, options),
      (model) => {
        this.saved = model;
        onsaved();
      },
    );
  }

  rename(name: string): Promise<void> {
    return this.#change({ name });
  }

  async addClass(name: string): Promise<void> {
    const classes = this.current?.classes ?? [];
    this.#classIndex = classes.length;
    await this.#change({ classes: [...classes, { name, removed: false }] });
  }

  renameClass(index: number, name: string): Promise<void> {
    return this.#changeClass(index, { name });
  }

  removeClass(index: number): Promise<void> {
    return this.#changeClass(index, { removed: true });
  }

  async remove(): Promise<void> {
    const { current } = this;
    if (!current) return;
    await this.#attempt(async () => {
      await this.#engine.ask('strokes.remove', { set: current.id });
      this.removed = current;
    });
  }

  #changeClass(position: number, change: Partial<StrokeClass>): Promise<void> {
    const classes = this.current?.classes ?? [];
    return this.#change({ classes: classes.map((each, at) => (at === position ? { ...each, ...change } : each)) });
  }

  async #change(change: Partial<Pick<StrokeSet, 'name' | 'classes'>>): Promise<void> {
    const { current } = this;
    if (!current) return;
    const { id: set, name, classes } = { ...current, ...change };
    await this.#attempt(() => this.#engine.ask('strokes.change', { set, name, classes }));
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
