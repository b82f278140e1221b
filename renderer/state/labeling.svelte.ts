import type { Flag, Rating, Settings } from '../../electron/contract/index.ts';
import type { Classes } from './classes.svelte.ts';
import type { Library } from './library.svelte.ts';

/** What a person says of the selected photos, by key, by pointer or by dropping them on a class. */
export class Labeling {
  readonly #library: Library;
  readonly #classes: Classes;
  readonly #settings: () => Settings;

  /** Caps Lock is on: as if the setting were. */
  caps = $state(false);

  constructor(library: Library, classes: Classes, settings: () => Settings) {
    this.#library = library;
    this.#classes = classes;
    this.#settings = settings;
  }

  get several(): boolean {
    return this.#classes.labelling === 'several';
  }

  /** The next photo is selected after a word was said of one. */
  get goesOn(): boolean {
    return this.caps || this.#settings().goOn;
  }

  /** Gives a class; where photos carry several, takes it away again from photos that all have it. */
  async give(className: string): Promise<void> {
    if (this.several) return this.#library.toggleTag(className);
    await this.#said(this.#library.label(className));
  }

  /** Gives a class, also to photos that have it already. */
  async add(className: string): Promise<void> {
    await (this.several ? this.#library.tag(className, true) : this.#said(this.#library.label(className)));
  }

  async take(className: string): Promise<void> {
    await this.#library.tag(className, false);
  }

  /** Makes what the network suggests the label of each selected photo. */
  async accept(): Promise<void> {
    const { current, selection } = this.#library;
    if (selection.ids.size !== 1 || !current || !selection.has(current.id)) return this.#library.acceptSuggestions();
    const suggested = current.best?.className;
    if (suggested !== undefined) await this.add(suggested);
  }

  /** @param stars  0 takes them away */
  async rate(stars: Rating): Promise<void> {
    await this.#said(this.#library.rate(stars === 0 ? null : stars));
  }

  async flag(flag: Flag | null): Promise<void> {
    await this.#said(this.#library.flag(flag));
  }

  async reject(): Promise<void> {
    await this.#said(this.#library.reject());
  }

  /** Goes on to the next photo while the engine writes down what was said of this one. */
  async #said(written: Promise<void>): Promise<void> {
    const { selection, pages, current } = this.#library;
    // What was selected elsewhere has no next photo: the cursor stands on another one.
    const follows = !selection.elsewhere || (current !== undefined && selection.has(current.id));
    if (this.goesOn && follows && selection.ids.size === 1 && selection.cursor < pages.total - 1)
      await selection.only(selection.cursor + 1);
    await written;
  }
}
