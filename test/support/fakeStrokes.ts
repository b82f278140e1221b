import { failure } from '../../electron/contract/index.ts';
import type {
  EditHistory,
  EngineContract,
  Handlers,
  Model,
  NewStroke,
  PhotoId,
  ProgressOf,
  Scope,
  StrokeAnswer,
  StrokeSet,
  StrokeSetId,
} from '../../electron/contract/index.ts';
import type { Edit } from './fakeEngine.ts';
import type { FakeSegmentation, Sight } from './fakeSegmentation.ts';
import { aModel } from './fakeShell.ts';

// Segmenters in the making that learn nothing: a test has drawn what they answer.

type Method = Extract<keyof EngineContract, `strokes.${string}`>;

/** What the engine around it does. */
interface Around {
  readonly announce: (name: 'strokes.changed', payload: { readonly set: StrokeSetId }) => void;
  readonly journal: (edit: Edit) => EditHistory;
  readonly nameOf: (photo: PhotoId) => string;
  readonly segmentation: FakeSegmentation;
  readonly shelve: (model: Model) => void;
}

type Kept = Omit<StrokeSet, 'photos'> & { readonly strokes: readonly (NewStroke & Numbered)[] };

interface Numbered {
  readonly id: number;
  readonly photo: PhotoId;
}

/** Six by four pixels: the first class above, the second below. */
const halves: Sight = {
  ...{ width: 6, height: 4, classNames: ['sky', 'sea'], probability: 0.9 },
  classOf: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
};

export class FakeStrokes {
  sight = halves;
  /** Beside the look. */
  told: Omit<StrokeAnswer, 'look'> = { next: { x: 750, y: 500 }, uncertainty: 0.2, learnedMs: 40, problems: [] };
  /** [height, width] numbers of regions: three columns of two. */
  regions = { width: 6, height: 4, regions: 3, numberOf: Array.from({ length: 24 }, (_, at) => (at % 6) >> 1) };
  /** Answers and savings wait until they are let go, one after another. */
  held = false;
  /** What was stopped is answered all the same, as when the answer was on its way already. */
  deaf = false;
  /** Those that were stopped while they waited. */
  stopped = 0;
  /** Those that wait, oldest first. */
  readonly waiting: { readonly go: () => void; readonly tell: (done: number, total: number) => void }[] = [];
  #sets: readonly Kept[] = [];
  #count = 0;

  /** Puts a segmenter with these classes there. */
  add(name: string, ...classes: readonly string[]): StrokeSetId {
    const set = (this.#count += 1);
    const named = classes.map((className) => ({ name: className, removed: false }));
    this.#sets = [...this.#sets, { id: set, name, model: aModel.hash, classes: named, strokes: [] }];
    return set;
  }

  answers({ announce, journal, nameOf, segmentation, shelve }: Around): Pick<Handlers<EngineContract>, Method> {
    const setOf = (id: StrokeSetId): Kept => {
      const set = this.#sets.find((each) => each.id === id);
      if (!set) throw failure('strokes/set-unknown', { set: id });
      return set;
    };
    /** One undo step that puts one list of sets in the place of another. */
    const edit = (name: string, set: StrokeSetId, after: readonly Kept[]): EditHistory => {
      const before = this.#sets;
      const become = (sets: readonly Kept[]): void => {
        this.#sets = sets;
        announce('strokes.changed', { set });
      };
      return journal({ name, undo: () => become(before), redo: () => become(after) });
    };
    const change = (name: string, id: StrokeSetId, changed: Partial<Kept>): EditHistory => {
      const known = setOf(id);
      return edit(
        name,
        id,
        this.#sets.map((set) => (set === known ? { ...set, ...changed } : set)),
      );
    };
    return {
      'strokes.sets': () => this.#sets.map(({ strokes, ...set }) => ({ ...set, photos: photosOf(strokes, nameOf) })),
      'strokes.begin': ({ name, model, classes, from }) => {
        const id = (this.#count += 1);
        const names = from === null ? classes : this.sight.classNames;
        const named = names.map((className) => ({ name: className, removed: false }));
        const history = edit(`begin “${name}”`, id, [...this.#sets, { id, name, model, classes: named, strokes: [] }]);
        return { set: id, history };
      },
      'strokes.change': ({ set, name, classes }) => change('change', set, { name, classes }),
      'strokes.remove': ({ set }) =>
        edit(
          `remove “${setOf(set).name}”`,
          set,
          this.#sets.filter(({ id }) => id !== set),
        ),
      'strokes.of': ({ set, photo }) =>
        setOf(set)
          .strokes.filter((stroke) => stroke.photo === photo)
          .map(({ id, classIndex, shape }) => ({ id, classIndex, shape })),
      'strokes.paint': ({ set, photo, strokes }) => {
        const numbered = strokes.map((stroke) => ({ ...stroke, id: (this.#count += 1), photo }));
        return change('paint', set, { strokes: [...setOf(set).strokes, ...numbered] });
      },
      'strokes.clear': ({ set, photo }) =>
        change('clear', set, { strokes: setOf(set).strokes.filter((stroke) => stroke.photo !== photo) }),
      'strokes.answer': async ({ set }, scope) => {
        const painted = new Set(setOf(set).strokes.map(({ classIndex }) => classIndex)).size;
        if (painted < 2) throw failure('strokes/too-few-classes', { painted });
        const { sight, told } = this;
        if (this.held) await this.#turn(scope);
        return { look: await segmentation.look(sight), ...told };
      },
      'strokes.regions': async () => {
        const { width, height, regions, numberOf } = this.regions;
        const id = await segmentation.keep({ classOf: numberOf, probability: 0 });
        return { id, width, height, regions };
      },
      'strokes.save': async ({ set, name }, scope) => {
        const classNames = setOf(set).classes.map((each) => each.name);
        if (this.held) await this.#turn(scope);
        const card = { ...aModel.card, name, task: 'segmentation' as const, classNames };
        const model = { ...aModel, hash: 'e'.repeat(64), card };
        shelve(model);
        return model;
      },
    };
  }

  #turn(scope: Scope<ProgressOf<EngineContract['strokes.answer']>>): Promise<void> {
    return new Promise((go, reject) => {
      this.waiting.push({ go, tell: (done, total) => scope.progress({ done, total }) });
      scope.onStop(() => {
        this.stopped += 1;
        if (!this.deaf) reject(failure('engine/stopped', {}));
      });
    });
  }
}

function photosOf(strokes: readonly Numbered[], nameOf: Around['nameOf']): StrokeSet['photos'] {
  const photos = [...new Set(strokes.map(({ photo }) => photo))];
  return photos.map((photo) => ({
    ...{ photo, fileName: nameOf(photo) },
    strokes: strokes.filter((stroke) => stroke.photo === photo).length,
  }));
}
