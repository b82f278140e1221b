import { problemOf } from '../../electron/contract/index.ts';
import type { ClassId, Labelling, LibraryClass, Problem } from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { classesBelow, foldedWith, nothingFolded, rowsOf } from './shelf/tree.ts';
import type { Aim } from './shelf/tree.ts';

/** How long edits are gathered before the shelf is read again. */
const gatherMs = 120;

/** What went wrong with a class, and beside which; null: beside the field that makes one. */
export interface ClassProblem extends Problem {
  readonly class: ClassId | null;
  /** The class that has the name already: the two may be merged. */
  readonly takenBy: ClassId | null;
}

/** The shelf of classes that a person keeps, and whether photos carry one of them or several. */
export class Classes {
  readonly #engine: Engine;
  labelling = $state<Labelling>('single');
  all = $state.raw<readonly LibraryClass[]>([]);
  /** Classes whose lower ones are folded away. */
  folded = $state.raw(nothingFolded);
  problem = $state.raw<ClassProblem | null>(null);

  readonly rows = $derived(rowsOf(this.all, this.folded));
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('classes.changed', () => this.#gather());
    // A label may have put a class on the shelf, or taken the last photo of one away.
    engine.on('edits.changed', () => this.#gather());
  }

  async load(): Promise<void> {
    try {
      await this.#read();
    } catch (thrown) {
      this.problem = { ...problemOf(thrown), class: null, takenBy: null };
    }
  }

  named(name: string): LibraryClass | undefined {
    return this.all.find((one) => one.name === name);
  }

  below(id: ClassId): readonly LibraryClass[] {
    return classesBelow(this.all, id);
  }

  fold(id: ClassId, folded: boolean): void {
    this.folded = foldedWith(this.folded, id, folded);
  }

  /** True when it is on the shelf now. */
  add(name: string): Promise<boolean> {
    return this.#edit(null, name, () => this.#engine.ask('classes.add', { name, parent: null }));
  }

  /** True when it is called so now. */
  rename(id: ClassId, name: string): Promise<boolean> {
    return this.#edit(id, name, () => this.#engine.ask('classes.rename', { class: id, name }));
  }

  merge(from: ClassId, into: ClassId): Promise<boolean> {
    return this.#edit(from, '', () => this.#engine.ask('classes.merge', { from: [from], into }));
  }

  async move(id: ClassId, aim: Aim): Promise<void> {
    // What was moved stays in sight.
    if (aim.parent !== null) this.fold(aim.parent, false);
    await this.#edit(id, '', () => this.#engine.ask('classes.move', { class: id, ...aim }));
  }

  remove(id: ClassId): Promise<boolean> {
    return this.#edit(id, '', () => this.#engine.ask('classes.remove', { classes: [id] }));
  }

  async choose(labelling: Labelling): Promise<void> {
    await this.#edit(null, '', () => this.#engine.ask('classes.labelling', { labelling }));
  }

  /** @param name  what it is to be called: another class may be called so already */
  async #edit(id: ClassId | null, name: string, edit: () => Promise<unknown>): Promise<boolean> {
    try {
      await edit();
      await this.#read();
      this.problem = null;
      return true;
    } catch (thrown) {
      const problem = problemOf(thrown);
      const takenBy = problem.code === 'classes/taken' ? (this.named(name.trim())?.id ?? null) : null;
      this.problem = { ...problem, class: id, takenBy };
      return false;
    }
  }

  #gather(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.load();
    }, gatherMs);
  }

  async #read(): Promise<void> {
    const { labelling, classes } = await this.#engine.ask('classes.list', undefined);
    this.labelling = labelling;
    this.all = classes;
  }
}
