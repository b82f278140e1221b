import { problemOf } from '../../electron/contract/index.ts';
import type { BoxId, NewBox, PhotoBox, PhotoId, Problem } from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { BoxClasses } from './boxClasses.svelte.ts';
import { knownOf, nothingKnown, sameBox, without } from './boxKnown.ts';
import type { Known, ShownBox } from './boxKnown.ts';
import { BoxNumbers } from './boxNumbers.ts';

/** A photo that boxes can be drawn on; pixels of its full size. */
export interface BoxedPhoto {
  readonly id: PhotoId;
  readonly width: number;
  readonly height: number;
}

type Change = Partial<Pick<ShownBox, 'className' | 'box' | 'difficult'>>;

/** What a person did that has not been read back yet. */
interface Pending {
  readonly apply: (known: Known) => Known;
  /** The engine has it. */
  taken: boolean;
}

/** The boxes on the photo that is shown, and whatever a person does to them: shown at once, kept by the engine behind it. */
export class Boxes {
  readonly #engine: Engine;
  readonly classes = new BoxClasses();

  shown = $state.raw<BoxedPhoto | null>(null);
  /** The boxes of the photo have been read. */
  loaded = $state(false);
  /** Found boxes that are less probable are not shown. */
  threshold = $state(0.5);
  /** A place on a photo that somebody was sent to, until something is chosen there. */
  #pointed = $state.raw<{ readonly photo: PhotoId; readonly box: PhotoBox } | null>(null);
  /** Why an edit was not kept, or why boxes could not be read. */
  problem = $state.raw<Problem | null>(null);

  #kept = $state.raw<Known>(nothingKnown);
  #pending = $state.raw<readonly Pending[]>([]);
  #chosenKey = $state<string | null>(null);
  /** Where a box is while a hand or an arrow key moves it. */
  #preview = $state.raw<{ readonly key: string; readonly box: PhotoBox } | null>(null);

  readonly #known = $derived(this.#pending.reduce((known, { apply }) => apply(known), this.#kept));
  readonly complete = $derived(this.#known.complete);
  readonly drawn = $derived(this.#known.drawn.map((each) => this.#previewed(each)));
  readonly found = $derived(this.#known.found.filter(({ score }) => (score ?? 1) >= this.threshold));
  /** Found boxes that are not probable enough to be shown. */
  readonly hidden = $derived(this.#known.found.length - this.found.length);
  readonly all = $derived<readonly ShownBox[]>([...this.drawn, ...this.found]);
  readonly chosen = $derived(this.all.find(({ key }) => key === this.#chosenKey) ?? null);

  readonly pointed = $derived(this.#pointed?.photo === this.shown?.id ? (this.#pointed?.box ?? null) : null);

  readonly #numbers = new BoxNumbers();
  /** Edits and reads follow one another, so that what is read is never of the middle of an edit. */
  #queue: Promise<void> = Promise.resolve();
  #readWaits = false;

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('boxes.changed', ({ photos }) => {
      if (photos === null || this.shown === null || photos.includes(this.shown.id)) this.read();
    });
    // What another detector found is other boxes.
    engine.on('detectors.changed', () => this.read());
  }

  load(): Promise<void> {
    this.read();
    return this.#queue;
  }

  /** Shows the boxes of a photo; null: of none. */
  show(shown: BoxedPhoto | null): void {
    if (shown?.id === this.shown?.id) return;
    this.settle();
    this.shown = shown;
    this.loaded = false;
    this.#kept = nothingKnown;
    this.#pending = [];
    this.#chosenKey = null;
    if (shown) this.read();
  }

  /** Marks a place on a photo. */
  pointAt(place: { readonly photo: PhotoId; readonly box: PhotoBox }): void {
    this.#pointed = place;
  }

  choose(key: string | null): void {
    if (key !== this.#chosenKey) this.settle();
    this.#pointed = null;
    this.#chosenKey = key;
  }

  /** The box after the chosen one, or before it; false: there is none, and nothing is chosen any more. */
  step(by: 1 | -1): boolean {
    const at = this.all.findIndex(({ key }) => key === this.#chosenKey);
    const next = at < 0 && by < 0 ? this.all.length - 1 : at + by;
    this.choose(this.all[next]?.key ?? null);
    return this.chosen !== null;
  }

  /** Shows a drawn box elsewhere until it is settled. */
  preview(key: string, box: PhotoBox): void {
    this.#preview = { key, box };
  }

  /** What was moved stays where it is shown; true when something was. */
  settle(): boolean {
    const preview = this.#preview;
    if (!preview) return false;
    const before = this.#known.drawn.find(({ key }) => key === preview.key);
    if (before && !sameBox(before.box, preview.box)) this.#change(before, { box: preview.box });
    this.#preview = null;
    return true;
  }

  /** What was moved goes back to where it was. */
  unsettle(): void {
    this.#preview = null;
  }

  /** Draws boxes and chooses the last of them. */
  draw(boxes: readonly NewBox[]): void {
    const { shown } = this;
    if (!shown || boxes.length === 0) return;
    this.settle();
    const fresh = boxes.map((each) => this.#fresh(each.className, each.box));
    this.#chosenKey = fresh.at(-1)?.key ?? null;
    this.#edit(
      (known) => ({ ...known, drawn: [...known.drawn, ...fresh] }),
      async () => {
        const { ids } = await this.#engine.ask('boxes.draw', { photo: shown.id, boxes });
        this.#numbers.give(
          fresh.map(({ key }) => key),
          ids,
        );
      },
    );
  }

  /** Gives a drawn box another class, or says whether it is difficult. */
  change(key: string, change: Change): void {
    this.settle();
    const before = this.#known.drawn.find((each) => each.key === key);
    if (before) this.#change(before, change);
  }

  remove(key: string): void {
    this.unsettle();
    this.#edit(
      (known) => ({ ...known, drawn: without(known.drawn, [key]) }),
      () => this.#withIds([key], (ids) => this.#engine.ask('boxes.remove', { ids })),
    );
  }

  /** Makes found boxes drawn ones, and chooses the next found one, if there is one. */
  accept(keys: readonly string[]): void {
    const accepted = this.#known.found.filter(({ key }) => keys.includes(key));
    if (accepted.length === 0) return;
    this.settle();
    const next = this.#nextFound(keys);
    const fresh = accepted.map(({ className, box }) => this.#fresh(className, box));
    this.#chosenKey = next ?? fresh.at(-1)?.key ?? null;
    this.#edit(
      (known) => ({ ...known, drawn: [...known.drawn, ...fresh], found: without(known.found, keys) }),
      async () => {
        const found = this.#numbers.idsOf(accepted.map(({ key }) => key));
        const { ids } = await this.#engine.ask('boxes.accept', { found });
        this.#numbers.give(
          fresh.map(({ key }) => key),
          ids,
        );
      },
    );
  }

  acceptAll(): void {
    this.accept(this.found.map(({ key }) => key));
  }

  /** Says that nothing of the class is there, and chooses the next found one, if there is one. */
  reject(key: string): void {
    this.#chosenKey = this.#nextFound([key]);
    this.#edit(
      (known) => ({ ...known, found: without(known.found, [key]) }),
      () => this.#withIds([key], (found) => this.#engine.ask('boxes.reject', { found })),
    );
  }

  /** Copies the drawn boxes of another photo onto this one. */
  copyFrom(photo: PhotoId): void {
    const { shown } = this;
    if (!shown || shown.id === photo) return;
    this.settle();
    this.#edit(
      (known) => known,
      () => this.#engine.ask('boxes.copy', { from: photo, to: shown.id }),
    );
  }

  /** Says that every thing of the photo is drawn, or that this is not so. */
  setComplete(complete: boolean): void {
    const { shown } = this;
    if (!shown) return;
    this.#edit(
      (known) => ({ ...known, complete }),
      () => this.#engine.ask('boxes.complete', { photos: [shown.id], complete }),
    );
  }

  /** Reads what the engine has, after the edits that are on their way. */
  read(): void {
    if (this.#readWaits) return;
    this.#readWaits = true;
    this.#enqueue(async () => {
      this.#readWaits = false;
      const { shown } = this;
      const classes = await this.#engine.ask('boxes.classes', undefined);
      const boxes = shown && (await this.#engine.ask('boxes.of', { photo: shown.id }));
      this.classes.take(classes);
      if (!boxes || shown.id !== this.shown?.id) return;
      this.#kept = knownOf(boxes, this.#numbers);
      this.#pending = this.#pending.filter(({ taken }) => !taken);
      this.loaded = true;
    });
  }

  #previewed(drawn: ShownBox): ShownBox {
    return this.#preview?.key === drawn.key ? { ...drawn, box: this.#preview.box } : drawn;
  }

  #nextFound(keys: readonly string[]): string | null {
    const at = this.found.findIndex(({ key }) => keys.includes(key));
    const left = without(this.found, keys);
    return (left[at] ?? left[0])?.key ?? null;
  }

  #change(before: ShownBox, change: Change): void {
    const { key, className, box, difficult } = { ...before, ...change };
    this.#edit(
      (known) => ({ ...known, drawn: known.drawn.map((each) => (each.key === key ? { ...each, ...change } : each)) }),
      () =>
        this.#withIds([key], (ids) => {
          const changes = ids.map((id) => ({ id, className, box, difficult }));
          return this.#engine.ask('boxes.change', { changes });
        }),
    );
  }

  #fresh(className: string, box: PhotoBox): ShownBox {
    const key = this.#numbers.freshKey();
    return { key, kind: 'drawn', className, box, difficult: false, score: null };
  }

  /** A box whose drawing failed has no number, and there is nothing to be done to it. */
  async #withIds(keys: readonly string[], ask: (ids: readonly BoxId[]) => Promise<unknown>): Promise<void> {
    const ids = this.#numbers.idsOf(keys);
    if (ids.length > 0) await ask(ids);
  }

  /** Shown at once; taken back when the engine will not have it. */
  #edit(apply: Pending['apply'], ask: () => Promise<unknown>): void {
    const pending: Pending = { apply, taken: false };
    this.#pending = [...this.#pending, pending];
    this.#enqueue(async () => {
      try {
        await ask();
        pending.taken = true;
        this.problem = null;
      } catch (thrown) {
        this.#pending = this.#pending.filter((each) => each !== pending);
        throw thrown;
      }
    });
    this.read();
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work).catch((thrown: unknown) => {
      this.problem = problemOf(thrown);
    });
  }
}
