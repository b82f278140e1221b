import { failure, TrainingSettings } from '../../electron/contract/index.ts';
import type {
  Dataset,
  DepthChoices,
  EngineContract,
  EngineEvents,
  EpochRecord,
  Handlers,
  Lesson,
  MapPoint,
  OutputOf,
  Photo,
  PhotoId,
  Report,
  RunResult,
  Sha256,
  Share,
  SmallPicture,
  TrainingRun,
} from '../../electron/contract/index.ts';

// Learning without a network: sets, runs and reports whose every figure follows from their place, so that the Train
// screen can be tested and looked at.

type Method = Extract<keyof EngineContract, `training.${string}`>;
export type TrainingAnswers = Pick<Handlers<EngineContract>, Method>;
type Announce = (name: keyof EngineEvents, payload: never) => void;

export interface FakeTrainingOptions {
  readonly datasets?: readonly Dataset[];
  readonly runs?: readonly TrainingRun[];
  readonly depths?: DepthChoices;
  readonly epochs?: readonly EpochRecord[];
  /** The photos that the library knows: the first ones are shown as examples. */
  readonly photos?: readonly Photo[];
  /** Answers of every run, those to likely label errors apart. */
  readonly answers?: readonly Answer[];
  readonly suspects?: readonly Answer[];
  readonly map?: readonly (MapPoint & { readonly photo: PhotoId | null })[];
}

type Answer = OutputOf<EngineContract['training.predictions']>['rows'][number];

export const hashOf = (digit: string): Sha256 => digit.repeat(64);

export class FakeTraining {
  datasets: Dataset[];
  runs: TrainingRun[];
  depths: DepthChoices;
  epochs: readonly EpochRecord[];
  readonly #options: FakeTrainingOptions;
  #started = 0;
  readonly #removed: TrainingRun[] = [];
  readonly #forgotten: Dataset[] = [];

  constructor(options: FakeTrainingOptions = {}) {
    this.datasets = [...(options.datasets ?? [])];
    this.runs = [...(options.runs ?? [])];
    this.depths = options.depths ?? someDepths();
    this.epochs = options.epochs ?? [];
    this.#options = options;
  }

  /** @param labelOf  a photo's label in the library, as it is now */
  answers(announce: Announce, labelOf: (photo: PhotoId) => string | null): TrainingAnswers {
    const changed = (): void => announce('training.changed', {} as never);
    const runOf = (id: string): TrainingRun => {
      const run = this.runs.find((known) => known.id === id);
      if (!run) throw failure('training/run-unknown', { run: id });
      return run;
    };
    const datasetOf = (id: string): Dataset => {
      const dataset = this.datasets.find((known) => known.id === id);
      if (!dataset) throw failure('training/dataset-unknown', { dataset: id });
      return dataset;
    };
    const queued = (run: TrainingRun): { run: string; job: number } => {
      this.runs = [run, ...this.runs];
      changed();
      return { run: run.id, job: 40 + this.#started };
    };
    return {
      'training.open': ({ source }) => {
        const dataset = someDataset({ kind: source.kind, surveyed: false });
        this.datasets = [dataset, ...this.datasets.filter(({ id }) => id !== dataset.id)];
        return { dataset: dataset.id, job: 30 };
      },
      'training.datasets': () => this.datasets,
      'training.dataset': ({ dataset }) => datasetOf(dataset),
      'training.forgetDataset': ({ dataset }) => {
        this.#forgotten.push(datasetOf(dataset));
        this.datasets = this.datasets.filter(({ id }) => id !== dataset);
      },
      'training.restoreDataset': ({ dataset }) => {
        const set = this.#forgotten.find(({ id }) => id === dataset);
        if (set) this.datasets = [set, ...this.datasets];
        changed();
      },
      'training.depths': () => this.depths,
      'training.preview': ({ count, seed }) => Array.from({ length: count }, (_, i) => somePicture(seed * 31 + i)),
      'training.start': ({ dataset, model, settings, name }) => {
        this.#started += 1;
        const { depth, loss } = settings;
        const classNames = datasetOf(dataset).classes.map(({ className }) => className);
        const id = `20261124-1200${String(this.#started).padStart(2, '0')}-00ff`;
        const fresh = { id, name, dataset, baseModel: model, depth, loss, classNames };
        return queued({ ...someRun(0), ...fresh, state: 'waiting', result: null });
      },
      'training.lessons': () => lessons,
      'training.tryLesson': ({ variants }) => {
        const ids = variants.map((_, i) => `20261124-1300${String(i).padStart(2, '0')}-00ff`);
        const fresh = ids.map((id, i) =>
          someRun(0, { id, name: `Learning rate: ${variants[i] ?? ''}`, state: 'waiting', result: null }),
        );
        this.runs = [...fresh.reverse(), ...this.runs];
        changed();
        return { dataset: someDataset().id, runs: ids };
      },
      'training.prepareLessons': () => {
        throw new Error('The window tries lessons, and prepares none.');
      },
      'training.finish': () => undefined,
      'training.runs': () => this.runs,
      'training.run': ({ run }) => ({
        run: runOf(run),
        settings: TrainingSettings.parse({ depth: runOf(run).depth }),
        epochs: this.epochs,
        job: ['waiting', 'running', 'paused'].includes(runOf(run).state) ? 41 : null,
      }),
      'training.predictions': ({ of, limit }) => {
        const { answers = [], suspects = [] } = this.#options;
        const cell = answers.filter(
          ({ truth, predicted }) => of.kind === 'cell' && truth[0] === of.truth && predicted === of.predicted,
        );
        const wrong = answers.filter(({ truth, predicted }) => !truth.includes(predicted));
        const rows = { cell, wrong, labels: suspects }[of.kind];
        const now = rows.map((row) => ({ ...row, label: row.photo === null ? null : labelOf(row.photo) }));
        return { total: rows.length, rows: now.slice(0, limit) };
      },
      'training.map': () => this.#options.map ?? [],
      'training.rerun': ({ run }) => {
        this.#started += 1;
        return queued({ ...runOf(run), id: '20261124-120000-00aa', state: 'waiting', result: null });
      },
      'training.resume': ({ run }) => {
        const left = runOf(run);
        this.runs = this.runs.map((known) => (known === left ? { ...left, state: 'waiting', problem: null } : known));
        changed();
        return { job: 60 };
      },
      'training.forgetRun': ({ run }) => {
        this.#removed.push(runOf(run));
        this.runs = this.runs.filter(({ id }) => id !== run);
        changed();
      },
      'training.restoreRun': ({ run }) => {
        const removed = this.#removed.find(({ id }) => id === run);
        if (!removed) throw failure('training/run-unknown', { run });
        this.runs = [...this.runs, removed].sort((a, b) => (a.id < b.id ? 1 : -1));
        changed();
      },
      'training.export': () => ({ files: ['model.onnx', 'model-pixels.onnx', 'labels.txt', 'use.mjs'] }),
      'training.files': () => {
        throw new Error('The window never asks for files.');
      },
      'training.resumeFiles': () => {
        throw new Error('The window never asks for files.');
      },
      'training.rerunFiles': () => {
        throw new Error('The window never asks for files.');
      },
      'training.evaluate': () => {
        throw new Error('The window never evaluates folders.');
      },
    };
  }
}

const settingsAt = (learningRate: number) => TrainingSettings.parse({ learningRate });

const lessons: readonly Lesson[] = [
  {
    ...{ id: 'learning-rate', title: 'Learning rate', question: 'How far should a step go?', look: 'At the curves.' },
    variants: [
      { name: 'Too low', settings: settingsAt(0.0001) },
      { name: 'Right', settings: settingsAt(0.01) },
      { name: 'Too high', settings: settingsAt(1) },
    ],
  },
];

const flowers = ['daisy', 'dandelion', 'roses', 'sunflowers', 'tulips'];
const flowerCounts = [633, 898, 641, 699, 799];

/** Five classes of flowers as the set stands after its survey. */
export function someDataset(change: Partial<Dataset> = {}): Dataset {
  return {
    id: 'f10e5a11ce00',
    name: 'flowers',
    kind: 'folders',
    from: '/home/me/Pictures/flowers',
    surveyed: true,
    multiLabel: false,
    classes: flowers.map((className, i) => {
      const all = flowerCounts[i] ?? 0;
      const test = Math.round(all * 0.2);
      const holdout = Math.round((all - test) * 0.1);
      const photos = Array.from({ length: 12 }, (_, j) => i * 12 + j + 1);
      return { className, train: all - test - holdout, holdout, test, photos };
    }),
    examples: 3670,
    groups: 3412,
    findings: someFindings,
    hash: hashOf('e'),
    ...change,
  };
}

const concerned = (...ids: readonly number[]) =>
  ids.map((photo) => ({ path: `/home/me/Pictures/flowers/roses/${String(photo)}.jpg`, photo }));

const someFindings: Dataset['findings'] = [
  {
    kind: 'same-photo-in-classes',
    severity: 'warning',
    sentence: '3 photos are in two classes at once, the first in "roses" and "tulips".',
    remedy: 'Look at them and keep each in one class; until then they are left out.',
    photos: concerned(25, 26, 27),
    count: 3,
  },
  {
    kind: 'unreadable',
    severity: 'warning',
    sentence: '2 files could not be read as photos.',
    remedy: 'Copy them again from the camera or a backup; training goes on without them.',
    photos: [{ path: '/home/me/Pictures/flowers/daisy/broken.jpg', photo: null }, ...concerned(41)],
    count: 2,
  },
  {
    kind: 'bursts',
    severity: 'note',
    sentence: '258 photos belong to 121 bursts or near-duplicates.',
    remedy: 'They are kept together, so that the test stays honest.',
    photos: concerned(3, 4, 5, 6, 7, 8),
    count: 258,
  },
];

/** Seventeen blocks, as MobileNetV2 has. */
export function someDepths(change: Partial<DepthChoices> = {}): DepthChoices {
  const channels = [320, 160, 160, 160, 96, 96, 96, 64, 64, 64, 64, 32, 32, 32, 24, 24, 16];
  const sides = [7, 7, 7, 14, 14, 14, 14, 14, 14, 14, 28, 28, 28, 56, 56, 112, 112];
  const blocks = channels.map((c, i) => ({
    from: `block${17 - i}_in`,
    name: `features.${17 - i}`,
    parameters: Math.round(c * c * 4.6),
    multiplyAdds: 2e7,
    dims: [c, sides[i] ?? 7, sides[i] ?? 7],
  }));
  return {
    blocks,
    headParameters: 6405,
    layers: [
      { value: '464', name: 'features.18 (pooled)', features: 1280 },
      { value: '460', name: 'features.17 (pooled)', features: 320 },
    ],
    seconds: [4, ...blocks.map((_, i) => 70 + i * 46)],
    advised: { kind: 'blocks', blocks: 2 },
    reason: '3,670 photos are enough for the last blocks, and flowers are much like what the network knows.',
    problem: null,
    ...change,
  };
}

const share = (value: number, count: number): Share => {
  const half = 1.96 * Math.sqrt((value * (1 - value)) / count);
  return { value, low: value - half, high: Math.min(1, value + half), count };
};

function someReport(accuracy: number): Report {
  return {
    accuracy: share(accuracy, 734),
    macroF1: { value: accuracy - 0.01, low: accuracy - 0.03, high: accuracy + 0.01 },
    baseline: 0.245,
    classes: flowers.map((className, i) => ({
      className,
      count: 140,
      precision: share(accuracy - i * 0.01, 140),
      recall: share(accuracy - 0.02 + i * 0.008, 140),
      f1: accuracy - 0.01,
    })),
    confusion: flowers.map((_, i) => flowers.map((__, j) => (i === j ? 130 : 2))),
    calibration: { bins: [], error: 0.02 },
    unknown: null,
    count: 734,
    unreadable: 2,
  };
}

function someResult(accuracy: number): RunResult {
  return {
    model: hashOf('d'),
    report: someReport(accuracy),
    holdoutAccuracy: accuracy + 0.004,
    headAccuracy: share(0.874, 734),
    leak: null,
    trials: [],
    restarts: [],
    folds: [],
    bestEpoch: 7,
    layer: '464',
    c: 0.1,
    learningRate: 0.01,
    endedEarly: null,
    seconds: 192,
    featureSeconds: 61,
    winners: {},
  };
}

const runNames = ['flowers, last 2 blocks', 'flowers, head', 'flowers, everything', 'birds, head'];

/** The run at a place of the list, from 0: what it was made from differs, and with it how good it is. */
export function someRun(place: number, change: Partial<TrainingRun> = {}): TrainingRun {
  const depths = [{ kind: 'blocks', blocks: 2 }, { kind: 'head' }, { kind: 'all' }] as const;
  return {
    id: `20261123-1${String(5 - place)}3000-0${String(place)}ab`,
    name: runNames[place] ?? `run ${String(place)}`,
    dataset: 'f10e5a11ce00',
    state: 'done',
    startedAtMs: Date.UTC(2026, 10, 23, 15 - place, 30),
    baseModel: hashOf('a'),
    baseName: 'MobileNetV2 1.0',
    depth: depths[place % depths.length] ?? { kind: 'head' },
    loss: place === 1 ? 'svm' : 'softmax',
    classNames: flowers,
    counts: { train: 2643, holdout: 293, test: 734 },
    result: someResult(0.927 - place * 0.021),
    problem: null,
    ...change,
  };
}

/** A curve as training makes them: the train loss keeps falling, the hold-out's turns. */
export const someEpochs = (count: number): EpochRecord[] =>
  Array.from({ length: count }, (_, i) => {
    const holdoutLoss = 0.28 + 0.5 * Math.exp(-i / 1.8) + 0.012 * Math.max(0, i - 5);
    return {
      restart: 0,
      epoch: i + 1,
      step: (i + 1) * 83,
      learningRate: 0.01 * 0.5 * (1 + Math.cos((Math.PI * i) / 10)),
      trainLoss: 0.16 + 0.8 * Math.exp(-i / 1.9),
      trainAccuracy: 0.97 - 0.3 * Math.exp(-i / 1.7),
      holdoutLoss,
      holdoutAccuracy: 0.925 - 0.19 * Math.exp(-i / 1.5) - 0.004 * Math.max(0, i - 5),
      examplesPerSecond: 58 + (i % 3),
      best: i <= 5,
    };
  });

/** Loss of each step, with the noise of small batches. */
export const someLosses = (steps: number): number[] =>
  Array.from({ length: steps }, (_, i) => {
    const noise = Math.sin(i * 12.9898) * 43758.5453;
    return 0.14 + 0.85 * Math.exp(-i / 160) + 0.16 * (noise - Math.floor(noise));
  });

/** 64 × 64 pixels of a gradient with a disk; another number, another place. */
function somePicture(number: number): SmallPicture {
  const side = 64;
  const bytes = new Uint8Array(side * side * 3);
  const center = { x: 20 + ((number * 7) % 24), y: 20 + ((number * 13) % 24) };
  for (let i = 0; i < side * side; i += 1) {
    const [x, y] = [i % side, Math.floor(i / side)];
    const inside = Math.hypot(x - center.x, y - center.y) < 13;
    bytes.set(inside ? [236, 190, 60 + (number % 60)] : [70 + y, 110 + ((number * 11) % 50), 90 - y / 2], i * 3);
  }
  return { width: side, height: side, rgb: btoa(String.fromCharCode(...bytes)) };
}
