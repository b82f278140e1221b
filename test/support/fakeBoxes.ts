import { failure } from '../../electron/contract/index.ts';
import type {
  BoxClass,
  BoxesOfPhoto,
  BoxId,
  DetectionReport,
  DetectorRecord,
  DrawnBox,
  EditHistory,
  EngineContract,
  EngineEvents,
  FoundBox,
  Handlers,
  JobId,
  MergeTree,
  OutputOf,
  PhotoBox,
  PhotoId,
} from '../../electron/contract/index.ts';
import type { announcer } from '../../electron/contract/index.ts';
import type { Edit } from './fakeEngine.ts';

// Boxes in memory, and detectors that find what a test has put there.

type Method = Extract<keyof EngineContract, `boxes.${string}` | `detectors.${string}` | `proposals.${string}`>;

/** What the engine around it does. */
interface Around {
  readonly announce: ReturnType<typeof announcer<EngineEvents>>;
  readonly journal: (edit: Edit) => EditHistory;
  readonly sizeOf: (photo: PhotoId) => { readonly width: number; readonly height: number };
}

interface Kept {
  readonly drawn: readonly DrawnBox[];
  readonly found: readonly FoundBox[];
  readonly complete: readonly PhotoId[];
}

export const aDetector: DetectorRecord = {
  model: 'b'.repeat(64),
  name: 'Boats',
  classNames: ['boat'],
  settings: {
    ...{ form: 'shared', proposals: 'fast', mostProposals: 2000, grid: null, tap: null },
    ...{ c: 0.001, regression: true, heldOut: 5, tuning: null, seed: 1 },
  },
  trunkName: 'SqueezeNet 1.1',
  trunk: null,
  report: null,
};

export const aReport: DetectionReport = {
  ...{ detector: 'Boats', photos: 12, meanAp50: 0.41, meanAp50ElevenPoint: 0.43, meanAp: 0.22 },
  classes: [
    {
      ...{ className: 'boat', boxes: 14, ap50: 0.52, ap50ElevenPoint: 0.53, ap: 0.3 },
      curve: { recall: [0, 0.5, 0.8], precision: [1, 0.8, 0.4] },
    },
    {
      ...{ className: 'gull', boxes: 6, ap50: 0.3, ap50ElevenPoint: 0.33, ap: 0.14 },
      curve: { recall: [0, 0.3], precision: [1, 0.5] },
    },
  ],
  mistakes: { localization: 5, similar: 1, other: 0, background: 3 },
  worst: [
    {
      ...{ path: '/photos/DSCF1004.jpg', photo: 4, className: 'boat', score: 0.9, kind: 'localization' },
      box: { x0: 30, y0: 40, x1: 300, y1: 200 },
    },
    {
      ...{ path: '/photos/DSCF1002.jpg', photo: 2, className: 'gull', score: 0.7, kind: 'background' },
      box: { x0: 10, y0: 10, x1: 90, y1: 60 },
    },
  ],
  problems: [],
};

/** Four regions in a row that are merged from the left. */
export const aTree: MergeTree = {
  ...{ space: 'hsv', k: 100, strategy: 'color, texture, size, fill', count: 4 },
  boxes: [0, 0, 10, 10, 10, 0, 20, 10, 20, 0, 30, 10, 30, 0, 40, 10, 0, 0, 20, 10, 0, 0, 30, 10, 0, 0, 40, 10],
  merges: [0, 1, 2, 4, 3, 5],
  similarities: [3.5, 2.25, 1],
};

export class FakeBoxes {
  detectors: readonly DetectorRecord[] = [];
  inUse: string | null = null;
  /** What a detector finds on a photo that it looks at. */
  readonly finds = new Map<PhotoId, readonly Omit<FoundBox, 'id' | 'photo'>[]>();
  proposals: readonly number[] = [];
  trees: readonly MergeTree[] = [aTree];
  queue: OutputOf<EngineContract['detectors.queue']> = [];
  report = aReport;
  imported: Omit<OutputOf<EngineContract['boxes.import']>, 'history'> = {
    ...{ photos: 0, boxes: 0, problems: [], losses: [] },
  };
  losses: readonly string[] = [];
  /** Drawing is answered only when it is let go. */
  hold: Promise<void> | null = null;

  #kept: Kept = { drawn: [], found: [], complete: [] };
  #count = 0;
  #jobs = 100;

  /** Puts a drawn box there. */
  add(photo: PhotoId, className: string, box: PhotoBox): BoxId {
    const id = (this.#count += 1);
    this.#kept = { ...this.#kept, drawn: [...this.#kept.drawn, { id, photo, className, box, difficult: false }] };
    return id;
  }

  /** Puts a detector there that is in use. */
  use(detector: DetectorRecord): void {
    this.detectors = [...this.detectors, detector];
    this.inUse = detector.model;
  }

  of(photo: PhotoId): BoxesOfPhoto {
    const { drawn, found, complete } = this.#kept;
    return {
      drawn: drawn.filter((each) => each.photo === photo),
      found: found.filter((each) => each.photo === photo),
      complete: complete.includes(photo),
    };
  }

  answers({ announce, journal, sizeOf }: Around): Pick<Handlers<EngineContract>, Method> {
    /** One undo step that puts what is kept in the place of what was. */
    const edit = (name: string, change: Partial<Kept>): EditHistory => {
      const [before, after] = [this.#kept, { ...this.#kept, ...change }];
      const become = (kept: Kept): void => {
        this.#kept = kept;
        announce('boxes.changed', { photos: null });
      };
      return journal({ name, undo: () => become(before), redo: () => become(after) });
    };
    const numbered = (photo: PhotoId, boxes: readonly Omit<DrawnBox, 'id' | 'photo'>[]): readonly DrawnBox[] =>
      boxes.map((each) => ({ ...each, photo, id: (this.#count += 1) }));
    const newJob = (): { job: JobId } => ({ job: (this.#jobs += 1) });
    return {
      'boxes.of': ({ photo }) => this.of(photo),
      'boxes.classes': () => classesOf(this.#kept.drawn),
      'boxes.draw': async ({ photo, boxes }) => {
        await this.hold;
        const drawn = numbered(photo, boxes);
        const history = edit('draw', { drawn: [...this.#kept.drawn, ...drawn] });
        return { ids: drawn.map(({ id }) => id), history };
      },
      'boxes.change': ({ changes }) => {
        const known = this.#kept.drawn;
        const missing = changes.find(({ id }) => !known.some((each) => each.id === id));
        if (missing) throw failure('boxes/unknown', { box: missing.id });
        const changed = (each: DrawnBox): DrawnBox => ({ ...each, ...changes.find(({ id }) => id === each.id) });
        return edit('change', { drawn: known.map(changed) });
      },
      'boxes.remove': ({ ids }) => edit('remove', { drawn: this.#kept.drawn.filter(({ id }) => !ids.includes(id)) }),
      'boxes.copy': ({ from, to }) => {
        const [ours, theirs] = [sizeOf(to), sizeOf(from)];
        const [across, down] = [ours.width / theirs.width, ours.height / theirs.height];
        const copies = this.of(from).drawn.map(({ className, difficult, box: { x0, y0, x1, y1 } }) => ({
          ...{ className, difficult },
          box: { x0: x0 * across, y0: y0 * down, x1: x1 * across, y1: y1 * down },
        }));
        return edit('copy', { drawn: [...this.#kept.drawn, ...numbered(to, copies)] });
      },
      'boxes.accept': ({ found }) => {
        const accepted = this.#kept.found.filter(({ id }) => found.includes(id));
        const drawn = accepted.flatMap(({ photo, className, box }) =>
          numbered(photo, [{ className, box, difficult: false }]),
        );
        const left = this.#kept.found.filter(({ id }) => !found.includes(id));
        const history = edit('accept', { drawn: [...this.#kept.drawn, ...drawn], found: left });
        return { ids: drawn.map(({ id }) => id), history };
      },
      'boxes.reject': ({ found }) =>
        edit('reject', { found: this.#kept.found.filter(({ id }) => !found.includes(id)) }),
      'boxes.complete': ({ photos, complete }) => {
        const others = this.#kept.complete.filter((photo) => !photos.includes(photo));
        return edit('complete', { complete: complete ? [...others, ...photos] : others });
      },
      'boxes.import': () => ({ ...this.imported, history: edit('import', {}) }),
      'boxes.losses': () => this.losses,
      'boxes.export': newJob,
      'proposals.of': ({ most }) => ({ boxes: this.proposals.slice(0, 4 * most), elapsedMs: 12, recall: null }),
      'proposals.trees': () => this.trees,
      'detectors.list': () => ({ detectors: this.detectors, inUse: this.inUse }),
      'detectors.choose': ({ model }) => {
        this.inUse = model;
        announce('detectors.changed', {});
      },
      'detectors.train': newJob,
      'detectors.look': ({ photo }) => {
        const fresh = (this.finds.get(photo) ?? []).map((each) => ({ ...each, photo, id: (this.#count += 1) }));
        const others = this.#kept.found.filter((each) => each.photo !== photo);
        this.#kept = { ...this.#kept, found: [...others, ...fresh] };
        announce('boxes.changed', { photos: [photo] });
        return this.of(photo);
      },
      'detectors.run': newJob,
      'detectors.queue': () => this.queue,
      'detectors.evaluate': () => this.report,
      'detectors.export': () => ({ files: ['detector.onnx', 'detector.json', 'labels.txt', 'use.py'] }),
    };
  }
}

function classesOf(drawn: readonly DrawnBox[]): readonly BoxClass[] {
  const names = [...new Set(drawn.map(({ className }) => className))];
  return names.map((className) => {
    const boxes = drawn.filter((each) => each.className === className);
    return { className, boxes: boxes.length, photos: new Set(boxes.map(({ photo }) => photo)).size };
  });
}
