import type { Library } from '../../electron/engine/library/index.ts';

/** A class as a person thinks of it. */
interface Thing {
  name: string;
  parent: Thing | null;
  /** It was made or moved, and stays without photos. */
  kept: boolean;
}

/**
 * What a library should say after edits that are drawn at random: classes are objects, labels point at them, and the names
 * that were ever typed point at what they mean now.
 */
export class ClassModel {
  readonly #photos: readonly number[];
  readonly #random: () => number;
  readonly #labels = new Map<number, Thing[]>();
  readonly #known = new Map<string, Thing>();
  #things: Thing[] = [];
  #named = 0;
  #labelling: 'single' | 'several' = 'single';

  constructor(photos: readonly number[], random: () => number) {
    this.#photos = photos;
    this.#random = random;
    for (const photo of photos) this.#labels.set(photo, []);
  }

  /** Does one edit here and in the library, and says which. */
  step(library: Library): string {
    const edits = [this.#label, this.#label, this.#tag, this.#add, this.#rename, this.#merge, this.#move, this.#remove];
    const edit = edits[this.#draw(edits.length)] ?? this.#label;
    if (this.#random() < 0.05) return this.#switch(library);
    return edit.call(this, library);
  }

  view(): unknown {
    const photosOf = (thing: Thing): number =>
      this.#photos.filter((photo) => this.#labels.get(photo)?.includes(thing)).length;
    const byName = <T extends { name?: string; className?: string }>(list: T[]): T[] =>
      list.sort((a, b) => ((a.name ?? a.className ?? '') < (b.name ?? b.className ?? '') ? -1 : 1));
    const shelf = this.#shelf();
    return {
      labels: this.#photos.map((photo) => this.#labels.get(photo)?.map(({ name }) => name)),
      shelf: byName(
        shelf.map((thing) => ({
          name: thing.name,
          parent: thing.parent && shelf.includes(thing.parent) ? thing.parent.name : null,
          photos: photosOf(thing),
        })),
      ),
      facets: byName(
        shelf
          .filter((thing) => photosOf(thing) > 0)
          .map((thing) => ({ className: thing.name, labelled: photosOf(thing) })),
      ),
      labelling: this.#labelling,
    };
  }

  #label(library: Library): string {
    const [photos, name] = [this.#somePhotos(), this.#someName()];
    const taken = this.#random() < 0.15;
    library.label(photos, taken ? null : name);
    for (const photo of photos) this.#labels.set(photo, taken ? [] : [this.#meant(name)]);
    return `label ${photos.join()} ${taken ? 'nothing' : name}`;
  }

  #tag(library: Library): string {
    const [photos, name, on] = [this.#somePhotos(), this.#someName(), this.#random() < 0.7];
    library.tag(photos, name, on);
    const thing = this.#meant(name);
    for (const photo of photos) {
      const others = (this.#labels.get(photo) ?? []).filter((one) => one !== thing);
      this.#labels.set(photo, on ? [...others, thing] : others);
    }
    return `tag ${photos.join()} ${name} ${on}`;
  }

  #add(library: Library): string {
    const name = `made ${this.#named++}`;
    const parent = this.#random() < 0.5 ? this.#someThing() : null;
    library.classes.add(name, parent && idOf(library, parent));
    this.#known.set(name, this.#new({ name, parent, kept: true }));
    return `add ${name} below ${parent?.name}`;
  }

  #rename(library: Library): string {
    const thing = this.#someThing();
    if (!thing) return 'nothing to rename';
    const name = `called ${this.#named++}`;
    library.classes.rename(idOf(library, thing), name);
    thing.name = name;
    return `rename to ${name}`;
  }

  #merge(library: Library): string {
    const [from, into] = [this.#someThing(), this.#someThing()];
    if (!from || !into || from === into || isBelow(into, from)) return 'nothing to merge';
    const did = `merge ${from.name} into ${into.name}`;
    library.classes.merge([idOf(library, from)], idOf(library, into));
    for (const [photo, labels] of this.#labels)
      this.#labels.set(photo, [...new Set(labels.map((one) => (one === from ? into : one)))]);
    for (const [name, thing] of this.#known) if (thing === from) this.#known.set(name, into);
    for (const thing of this.#things) if (thing.parent === from) thing.parent = into;
    this.#things = this.#things.filter((one) => one !== from);
    return did;
  }

  #move(library: Library): string {
    const [thing, parent] = [this.#someThing(), this.#random() < 0.7 ? this.#someThing() : null];
    if (!thing || (parent && (parent === thing || isBelow(parent, thing)))) return 'nothing to move';
    library.classes.move(idOf(library, thing), parent && idOf(library, parent), null);
    // What is on the shelf gets a place when anything is moved, and stays from then on.
    for (const one of this.#shelf()) one.kept = true;
    thing.parent = parent;
    return `move ${thing.name} below ${parent?.name}`;
  }

  #remove(library: Library): string {
    const thing = this.#random() < 0.4 ? this.#someThing() : null;
    if (!thing) return 'nothing to remove';
    library.classes.remove([idOf(library, thing)]);
    for (const [photo, labels] of this.#labels)
      this.#labels.set(
        photo,
        labels.filter((one) => one !== thing),
      );
    for (const one of this.#things) if (one.parent === thing) one.parent = thing.parent;
    Object.assign(thing, { parent: null, kept: false });
    return `remove ${thing.name}`;
  }

  #switch(library: Library): string {
    this.#labelling = this.#labelling === 'single' ? 'several' : 'single';
    library.classes.setLabelling(this.#labelling);
    return `labelling ${this.#labelling}`;
  }

  /** What is on the shelf: kept, or given to a photo. */
  #shelf(): Thing[] {
    const given = new Set([...this.#labels.values()].flat());
    return this.#things.filter((thing) => thing.kept || given.has(thing));
  }

  #someThing(): Thing | null {
    const shelf = this.#shelf();
    return shelf[this.#draw(shelf.length)] ?? null;
  }

  /** A class that is there, one that was typed once, or a new one. */
  #someName(): string {
    const once = [...this.#known.keys()];
    const roll = this.#random();
    if (roll < 0.5) return this.#someThing()?.name ?? 'first';
    return roll < 0.7 ? (once[this.#draw(once.length)] ?? 'first') : `typed ${this.#named++}`;
  }

  #meant(name: string): Thing {
    const called = this.#things.find((thing) => thing.name === name);
    const meant = called ?? this.#known.get(name) ?? this.#new({ name, parent: null, kept: false });
    if (!this.#known.has(name) && !called) this.#known.set(name, meant);
    return meant;
  }

  #new(thing: Thing): Thing {
    this.#things.push(thing);
    return thing;
  }

  #somePhotos(): number[] {
    const chosen = this.#photos.filter(() => this.#random() < 0.3);
    return chosen.length > 0 ? chosen : this.#photos.slice(0, 1);
  }

  #draw(count: number): number {
    return Math.floor(this.#random() * count);
  }
}

const idOf = (library: Library, { name }: Thing): number =>
  library.classes.shelf().find((one) => one.name === name)?.id ?? 0;

function isBelow(thing: Thing, above: Thing): boolean {
  for (let up = thing.parent; up; up = up.parent) if (up === above) return true;
  return false;
}
