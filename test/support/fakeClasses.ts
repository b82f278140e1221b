import { failure } from '../../electron/contract/index.ts';
import type {
  ClassId,
  EditHistory,
  EngineContract,
  EngineEvents,
  Handlers,
  Labelling,
  LibraryClass,
  Photo,
} from '../../electron/contract/index.ts';
import type { announcer } from '../../electron/contract/index.ts';
import type { Edit } from './fakeEngine.ts';

// A shelf of classes in memory; the photos keep names only, as a window sees them.

type Method = Extract<keyof EngineContract, `classes.${string}`>;

/** What the engine around it does. */
interface Around {
  readonly announce: ReturnType<typeof announcer<EngineEvents>>;
  readonly journal: (edit: Edit) => EditHistory;
  readonly photos: () => readonly Photo[];
  /** Gives photos another list of labels. */
  readonly relabel: (change: (labels: readonly string[]) => readonly string[]) => void;
}

export class FakeClasses {
  labelling: Labelling = 'single';
  shelf: readonly LibraryClass[];

  constructor(shelf: readonly LibraryClass[] = []) {
    this.shelf = shelf;
  }

  answers({ announce, journal, photos, relabel }: Around): Pick<Handlers<EngineContract>, Method> {
    const known = (id: ClassId): LibraryClass => {
      const one = this.list(photos()).find((other) => other.id === id);
      if (!one) throw failure('classes/unknown', {});
      return one;
    };
    const edit = (name: string, change: () => void, names: (labels: readonly string[]) => readonly string[]) => {
      const before = [this.list(photos()), photos().map(({ id, labels }) => [id, labels] as const)] as const;
      const after = (): void => {
        this.shelf = this.list(photos());
        change();
        relabel(names);
        announce('classes.changed', {});
        announce('library.changed', { photos: null });
      };
      return journal({
        name,
        redo: after,
        undo: () => {
          const labels = new Map(before[1]);
          this.shelf = before[0];
          const ids = photos().map(({ id }) => id);
          let at = 0;
          relabel(() => labels.get(ids[at++] ?? 0) ?? []);
          announce('classes.changed', {});
          announce('library.changed', { photos: null });
        },
      });
    };
    const replaced = (from: readonly string[], to: string) => (labels: readonly string[]) => [
      ...new Set(labels.map((label) => (from.includes(label) ? to : label))),
    ];
    return {
      'classes.list': () => ({ labelling: this.labelling, classes: this.list(photos()) }),
      'classes.add': ({ name, parent }) => {
        if (this.list(photos()).some((one) => one.name === name)) throw failure('classes/taken', { className: name });
        const id = Math.max(0, ...this.list(photos()).map((one) => one.id)) + 1;
        const made = { id, name, parent, photos: 0, boxes: 0, alsoCalled: [] };
        const history = edit(
          `Make the class “${name}”`,
          () => (this.shelf = [...this.shelf, made]),
          (labels) => labels,
        );
        return { class: id, history };
      },
      'classes.rename': ({ class: id, name }) => {
        const before = known(id).name;
        const other = this.list(photos()).find((one) => one.name === name);
        if (other && other.id !== id) throw failure('classes/taken', { className: name });
        const rename = (): void => {
          this.shelf = this.shelf.map((one) => (one.id === id ? { ...one, name } : one));
        };
        return edit(`Call “${before}” “${name}”`, rename, replaced([before], name));
      },
      'classes.merge': ({ from, into }) => {
        const [names, target] = [from.map((id) => known(id).name), known(into).name];
        const merge = (): void => {
          this.shelf = this.shelf.filter(({ id }) => !from.includes(id));
        };
        return edit(`Merge ${names.join(', ')} into “${target}”`, merge, replaced(names, target));
      },
      'classes.move': ({ class: id, parent, before }) => {
        const { name } = known(id);
        const move = (): void => {
          const others = this.shelf.filter((one) => one.id !== id);
          const at = before === null ? others.length : others.findIndex((one) => one.id === before);
          const moved = this.shelf.filter((one) => one.id === id).map((one) => ({ ...one, parent }));
          this.shelf = [...others.slice(0, at), ...moved, ...others.slice(at)];
        };
        return edit(`Move the class “${name}”`, move, (labels) => labels);
      },
      'classes.remove': ({ classes }) => {
        const names = classes.map((id) => known(id).name);
        const remove = (): void => {
          this.shelf = this.shelf
            .filter(({ id }) => !classes.includes(id))
            .map((one) =>
              classes.includes(one.parent ?? 0) ? { ...one, parent: known(one.parent ?? 0).parent } : one,
            );
        };
        return edit(`Remove the class ${names.join(', ')}`, remove, (labels) =>
          labels.filter((label) => !names.includes(label)),
        );
      },
      'classes.labelling': ({ labelling }) => {
        const before = this.labelling;
        return journal({
          name: labelling === 'single' ? 'One class for each photo' : 'Several classes for each photo',
          redo: () => {
            this.labelling = labelling;
            announce('classes.changed', {});
          },
          undo: () => {
            this.labelling = before;
            announce('classes.changed', {});
          },
        });
      },
    };
  }

  /** Those that were made, and those that photos have. */
  list(photos: readonly Photo[]): readonly LibraryClass[] {
    const counts = new Map<string, number>();
    for (const { labels } of photos) for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    const made = this.shelf.map((one) => ({ ...one, photos: counts.get(one.name) ?? 0 }));
    const next = Math.max(0, ...made.map(({ id }) => id)) + 1;
    const inOrder = (parent: ClassId | null): readonly LibraryClass[] =>
      made.filter((one) => one.parent === parent).flatMap((one) => [one, ...inOrder(one.id)]);
    const others = [...counts]
      .filter(([name]) => !made.some((one) => one.name === name))
      .map(([name, count], i) => ({ id: next + i, name, parent: null, photos: count, boxes: 0, alsoCalled: [] }));
    return [...inOrder(null), ...others];
  }
}
