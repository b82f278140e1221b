import { announcer, defaultSettings, engine, everything, failure, serve } from '../../electron/contract/index.ts';
import type {
  EngineContract,
  EngineEvents,
  Handlers,
  JobId,
  JobRecord,
  LibraryClass,
  Model,
  Offer,
  OutputOf,
  Photo,
  PhotoFilter,
  PhotoId,
  PhotoOrder,
  Port,
  Settings,
} from '../../electron/contract/index.ts';
import { FakeBoxes } from './fakeBoxes.ts';
import { FakeClasses } from './fakeClasses.ts';
import { FakeEvaluation } from './fakeEvaluation.ts';
import { FakeFolders } from './fakeFolders.ts';
import { FakeExchange } from './fakeExchange.ts';
import { FakeKeywords } from './fakeKeywords.ts';
import { FakeFind } from './fakeFind.ts';
import { FakeLab } from './fakeLab.ts';
import { detailOf, facetsOf, fits, grouped, seenPart } from './fakeLibrary.ts';
import { FakePhotographers } from './fakePhotographers.ts';
import { FakeSegmentation } from './fakeSegmentation.ts';
import { FakeStrokes } from './fakeStrokes.ts';
import { FakeTraining } from './fakeTraining.ts';

// An engine without disk, database or networks, for component tests and for looking at the window. Never for tests of
// the whole product.

type History = OutputOf<EngineContract['edits.history']>;

/** One edit with its inverse. */
export interface Edit {
  readonly name: string;
  readonly undo: () => void;
  readonly redo: () => void;
}

export interface FakeEngineOptions {
  readonly photos?: readonly Photo[];
  readonly models?: readonly Model[];
  readonly offers?: readonly Offer[];
  readonly jobs?: readonly JobRecord[];
  readonly settings?: Settings;
  readonly training?: FakeTraining;
  readonly segmentation?: FakeSegmentation;
  readonly evaluation?: FakeEvaluation;
  readonly strokes?: FakeStrokes;
  readonly boxes?: FakeBoxes;
  readonly photographers?: FakePhotographers;
  readonly lab?: FakeLab;
  readonly exchange?: FakeExchange;
  readonly keywords?: FakeKeywords;
  readonly find?: FakeFind;
  readonly shelf?: readonly LibraryClass[];
}

export class FakeEngine {
  /** Every method that was asked, with its input, in order. */
  readonly asked: { readonly method: string; readonly input: unknown }[] = [];
  /** Problems that the next call of a method meets. */
  readonly failing = new Map<string, Error>();
  photos: Photo[];
  models: Model[];
  offers: readonly Offer[];
  jobs: JobRecord[];
  settings: Settings;
  chosen: string | null;
  readonly training: FakeTraining;
  readonly segmentation: FakeSegmentation;
  readonly evaluation: FakeEvaluation;
  readonly strokes: FakeStrokes;
  readonly boxes: FakeBoxes;
  readonly photographers: FakePhotographers;
  readonly lab: FakeLab;
  readonly classes: FakeClasses;
  readonly exchange: FakeExchange;
  readonly keywords: FakeKeywords;
  readonly folders = new FakeFolders();
  readonly find: FakeFind;

  #undo: Edit[] = [];
  #redo: Edit[] = [];
  readonly #announcers = new Set<ReturnType<typeof announcer<EngineEvents>>>();

  constructor(options: FakeEngineOptions = {}) {
    this.photos = [...(options.photos ?? [])];
    this.models = [...(options.models ?? [])];
    this.offers = options.offers ?? [];
    this.jobs = [...(options.jobs ?? [])];
    this.settings = options.settings ?? defaultSettings;
    this.training = options.training ?? new FakeTraining();
    this.segmentation = options.segmentation ?? new FakeSegmentation();
    this.evaluation = options.evaluation ?? new FakeEvaluation();
    this.strokes = options.strokes ?? new FakeStrokes();
    this.boxes = options.boxes ?? new FakeBoxes();
    this.photographers = options.photographers ?? new FakePhotographers();
    this.lab = options.lab ?? new FakeLab();
    this.classes = new FakeClasses(options.shelf ?? []);
    this.exchange = options.exchange ?? new FakeExchange();
    this.keywords = options.keywords ?? new FakeKeywords();
    this.find = options.find ?? new FakeFind();
    this.chosen = this.models[0]?.hash ?? null;
  }

  /** Answers on one more port, as the engine does for each window. */
  serve(port: Port): void {
    serve(engine, this.#handlers(), port);
    this.#announcers.add(announcer<EngineEvents>(port));
  }

  announce: ReturnType<typeof announcer<EngineEvents>> = (name, payload) => {
    for (const announce of this.#announcers) announce(name, payload);
  };

  /** Puts a job on the list, or its newer state, and tells the windows. */
  report(job: JobRecord): void {
    this.jobs = [...this.jobs.filter(({ id }) => id !== job.id), job];
    this.announce('jobs.changed', job);
  }

  askedFor(method: string): readonly unknown[] {
    return this.asked.filter((call) => call.method === method).map((call) => call.input);
  }

  #handlers(): Handlers<EngineContract> {
    const answers = this.#answers();
    const watched = Object.entries(answers).map(([method, answer]) => [
      method,
      (input: unknown, scope: never) => {
        this.asked.push({ method, input });
        const problem = this.failing.get(method);
        if (problem) throw problem;
        return (answer as (input: unknown, scope: never) => unknown)(input, scope);
      },
    ]);
    return Object.fromEntries(watched) as Handlers<EngineContract>;
  }

  #answers(): Handlers<EngineContract> {
    const changeJob = (id: number, change: Partial<JobRecord>): void => {
      const job = this.jobs.find((known) => known.id === id);
      if (!job) throw failure('job/unknown', { job: id });
      this.report({ ...job, ...change });
    };
    const modelOf = (hash: string): Model => {
      const model = this.models.find((known) => known.hash === hash);
      if (!model) throw failure('model/unknown', { model: hash });
      return model;
    };
    const photoOf = (id: PhotoId): Photo => {
      const photo = this.photos.find((known) => known.id === id);
      if (!photo) throw failure('library/photo-unknown', { photo: id });
      return photo;
    };
    const devices = {
      chosen: null,
      inUse: 'cpu',
      probing: false,
      verdicts: [
        {
          id: 'cpu',
          name: 'CPU, 8 cores',
          usable: true,
          recommended: true,
          perSecond: 62,
          relativeError: 0,
          reason: '',
        },
        {
          id: 'cuda',
          name: 'CUDA',
          usable: false,
          recommended: false,
          perSecond: null,
          relativeError: null,
          reason: 'No NVIDIA graphics card was found.',
        },
      ],
    } as const;
    return {
      'library.list': ({ filter, order, offset, limit }) => {
        const list = this.#list(filter, order);
        return { photos: list.slice(offset, offset + limit), total: list.length };
      },
      'library.ids': ({ filter, order, from, to }) =>
        this.#list(filter, order)
          .slice(from, to + 1)
          .map(({ id }) => id),
      'library.facets': ({ filter }) => facetsOf(this.#list(filter, 'added')),
      'library.photo': ({ photo }) => detailOf(photoOf(photo)),
      'library.import': () => ({ job: 1 }),
      'library.label': ({ photos, className }) =>
        this.#edit(className === null ? 'remove label' : `label “${className}”`, photos, (photo) =>
          withLabels(photo, className === null ? [] : [className]),
        ),
      'library.tag': ({ photos, className, on }) =>
        this.#edit(`${on ? 'label' : 'take'} “${className}”`, photos, (photo) => {
          const others = photo.labels.filter((label) => label !== className);
          return withLabels(photo, on ? [...others, className] : others);
        }),
      'library.rate': ({ photos, rating }) => this.#edit('rate', photos, (photo) => ({ ...photo, rating })),
      'library.flag': ({ photos, flag }) => this.#edit('flag', photos, (photo) => ({ ...photo, flag })),
      'library.reject': ({ photos }) => this.#edit('reject', photos, (photo) => ({ ...photo, rejected: true })),
      'library.forget': ({ photos }) => this.#edit('forget', photos, () => null),
      'edits.history': () => this.#history(),
      'edits.undo': () => this.#step(this.#undo, this.#redo, (edit) => edit.undo()),
      'edits.redo': () => this.#step(this.#redo, this.#undo, (edit) => edit.redo()),
      'classification.run': () => ({ job: 2 }),
      'classification.try': ({ photo }) => ({ top: detailOf(photoOf(photo)).top, elapsedMs: 12 }),
      'segmentation.files': () => ({ done: 0, failed: 0, model: '', written: [], losses: [] }),
      'segmentation.train': () => ({
        model: this.models[0]!,
        report: {
          ...{ classNames: [], head: null, tuned: null, kept: 'head', learned: 0, judged: 0 },
          ...{ problems: [], warnings: [] },
        },
      }),
      'detection.train': () => ({ model: this.models[0]!, report: null, losses: [] }),
      'detection.evaluate': () => this.boxes.report,
      'detection.proposals': () => ({ recall: null, meanBestOverlap: null, meanCount: 0, meanMs: 0 }),
      'detection.files': () => ({ done: 0, failed: 0, model: '', written: [], losses: [] }),
      'shards.label': () => ({
        ...{ photos: 0, failed: 0, before: 0, model: '', device: 'cpu', perSecond: 0, file: '' },
      }),
      'shards.merge': () => ({ photos: 0, failed: 0, shards: 1, missing: [], changed: false, written: [] }),
      'classification.files': () => ({ done: 0, failed: 0, model: '', device: 'cpu', perSecond: 0 }),
      'models.shelf': () => ({ models: this.models, offers: this.offers, chosen: this.chosen }),
      'models.choose': ({ model }) => {
        this.chosen = modelOf(model).hash;
        this.announce('models.changed', {});
      },
      'models.add': () => this.models[0]!,
      'models.describe': () => this.lab.record,
      'models.gradcheck': () => ({ inputs: [] }),
      'devices.operators': () => [],
      'models.facts': () => ({ opset: 17, producer: null, nodes: 0, parameters: 0, ops: [], inputs: [], outputs: [] }),
      'models.saveCard': ({ model, card }) => {
        const saved = { ...modelOf(model), card };
        this.models = this.models.map((known) => (known.hash === model ? saved : known));
        this.announce('models.changed', {});
        return saved;
      },
      'models.remove': () => undefined,
      'models.restore': () => undefined,
      'models.download': () => ({ job: 3 }),
      'jobs.list': () => this.jobs,
      'jobs.stop': ({ job }) => changeJob(job, { state: 'stopped', message: 'Stopped.' }),
      'jobs.pause': ({ job }) => changeJob(job, { state: 'paused' }),
      'jobs.resume': ({ job }) => changeJob(job, { state: 'running' }),
      'jobs.clear': ({ job }) => {
        this.jobs = this.jobs.filter(({ id }) => id !== job);
        this.announce('jobs.cleared', { job });
      },
      'devices.list': () => devices,
      'devices.probe': () => devices,
      'devices.choose': () => devices,
      'export.run': () => ({ job: 4 }),
      'settings.get': () => this.settings,
      'settings.set': (settings) => (this.settings = settings),
      'app.about': () => ({
        version: '0.1.0',
        dataDir: '/home/me/.local/share/fovea',
        modelsDir: '/home/me/.local/share/fovea/models',
        cores: 8,
        runtime: 'ONNX Runtime 1.30.0',
        downloadedBytes: 0,
      }),
      'samples.make': () => ({ job: 5 }),
      ...this.classes.answers({
        announce: this.announce,
        journal: (edit) => this.#journal(edit),
        photos: () => this.photos,
        relabel: (change) => (this.photos = this.photos.map((photo) => withLabels(photo, change(photo.labels)))),
      }),
      ...this.segmentation.answers(),
      ...this.evaluation.answers(this.segmentation),
      ...this.strokes.answers({
        announce: this.announce,
        journal: (edit) => this.#journal(edit),
        nameOf: (photo) => photoOf(photo).fileName,
        segmentation: this.segmentation,
        shelve: (model) => {
          this.models = [...this.models, model];
          this.announce('models.changed', {});
        },
      }),
      ...this.boxes.answers({
        announce: this.announce,
        journal: (edit) => this.#journal(edit),
        sizeOf: (photo) => {
          const { width, height } = photoOf(photo);
          return { width: width ?? 1, height: height ?? 1 };
        },
      }),
      ...this.photographers.answers({ announce: this.announce }),
      ...this.lab.answers(),
      ...this.folders.handlers(),
      ...this.keywords.answers({ newJob: () => ({ job: 31 }), history: () => this.#history() }),
      ...this.exchange.answers({ count: (filter) => this.#list(filter, 'added').length, newJob: () => ({ job: 1 }) }),
      ...this.find.answers({
        announce: this.announce,
        photos: () => this.photos,
        list: (filter) => this.#list(filter, 'added'),
        accept: (photos) =>
          this.#edit(`accept ${String(photos.length)}`, photos, (photo) =>
            withLabels(photo, photo.best ? [photo.best.className] : []),
          ),
        look: (total) => this.#look(total),
      }),
      ...this.training.answers(this.announce, (photo) => photoOf(photo).label),
      'photo.networkView': ({ photo, fit }) => {
        const { width, height } = photoOf(photo);
        return { width: 224, height: 224, seen: seenPart(width ?? 1, height ?? 1, fit) };
      },
    };
  }

  #list(filter: PhotoFilter, order: PhotoOrder): readonly Photo[] {
    const plain =
      order === 'added' && Object.entries(everything).every(([key]) => filter[key as keyof PhotoFilter] === null);
    if (plain) return this.photos;
    const found = filter.found === null ? null : this.find.ranked(filter.found);
    const list = this.photos.filter(
      (photo) => fits(photo, filter, this.classes.list(this.photos)) && (found?.includes(photo.id) ?? true),
    );
    if (order === 'found' && found) list.sort((a, b) => found.indexOf(a.id) - found.indexOf(b.id));
    if (order === 'name') list.sort((a, b) => a.fileName.localeCompare(b.fileName));
    if (order === 'probability') list.sort((a, b) => (b.best?.probability ?? 0) - (a.best?.probability ?? 0));
    if (order === 'uncertainty' || order === 'useful')
      list.sort((a, b) => (a.best?.probability ?? 1) - (b.best?.probability ?? 1));
    if (order === 'rating') list.sort((a, b) => (b.rating ?? -1) - (a.rating ?? -1));
    if (order === 'burst' || order === 'alike' || order === 'cluster') return list.map(grouped);
    return list;
  }

  /** A job under way that looks at photos. */
  #look(total: number): JobId {
    const id = Math.max(100, ...this.jobs.map((job) => job.id)) + 1;
    this.report({
      ...{ id, kind: 'features.index', title: 'Look at all photos', state: 'running', done: 0, total, unit: 'photos' },
      ...{ perSecond: null, secondsLeft: null, failed: 0, message: '', problem: null },
    });
    return id;
  }

  #edit(name: string, ids: readonly PhotoId[], change: (photo: Photo) => Photo | null): History {
    const chosen = new Set(ids);
    const before = this.photos.filter(({ id }) => chosen.has(id));
    const after = before.map(change).filter((photo) => photo !== null);
    return this.#journal({
      name,
      undo: () => this.#apply(after, before),
      redo: () => this.#apply(before, after),
    });
  }

  /** Carries out an edit for the first time. */
  #journal(edit: Edit): History {
    this.#undo.push(edit);
    this.#redo = [];
    edit.redo();
    this.announce('edits.changed', this.#history());
    return this.#history();
  }

  #step(from: Edit[], to: Edit[], take: (edit: Edit) => void): History {
    const edit = from.pop();
    if (edit) {
      to.push(edit);
      take(edit);
      this.announce('edits.changed', this.#history());
    }
    return this.#history();
  }

  #apply(gone: readonly Photo[], come: readonly Photo[]): void {
    const left = new Map(this.photos.map((photo) => [photo.id, photo]));
    for (const { id } of gone) if (!come.some((photo) => photo.id === id)) left.delete(id);
    for (const photo of come) left.set(photo.id, photo);
    this.photos = [...left.values()].sort((a, b) => a.id - b.id);
    this.announce('library.changed', { photos: gone.length === come.length ? come.map(({ id }) => id) : null });
  }

  #history(): History {
    return { undo: this.#undo.at(-1)?.name ?? null, redo: this.#redo.at(-1)?.name ?? null };
  }
}

const withLabels = (photo: Photo, labels: readonly string[]): Photo => ({ ...photo, labels, label: labels[0] ?? null });
