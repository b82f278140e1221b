import { createContext } from 'svelte';
import { defaultSettings, problemOf } from '../../electron/contract/index.ts';
import type {
  EngineContract,
  Grant,
  InputOf,
  LabRun,
  OutputOf,
  PhotoId,
  Problem,
  Settings,
  WindowShell,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { ReconnectingEngine } from '../engine/reconnect.ts';
import type { Connection } from '../engine/reconnect.ts';
import { Boxes } from './boxes.svelte.ts';
import { BoxFiles } from './boxFiles.svelte.ts';
import { BoxGesture } from './boxGesture.svelte.ts';
import { CardImport } from './cardImport.svelte.ts';
import { Classes } from './classes.svelte.ts';
import { Detectors } from './detectors.svelte.ts';
import { Devices } from './devices.svelte.ts';
import { Edits } from './edits.svelte.ts';
import { Exchange } from './exchange.svelte.ts';
import { Find } from './find.svelte.ts';
import { WatchedFolders } from './folders.svelte.ts';
import { Jobs } from './jobs.svelte.ts';
import { Keywords } from './keywords.svelte.ts';
import { Lab } from './lab.svelte.ts';
import { Labeling } from './labeling.svelte.ts';
import { Library } from './library.svelte.ts';
import { LibraryMapView } from './map.svelte.ts';
import { Models } from './models.svelte.ts';
import { Photographers } from './photographers.svelte.ts';
import { PhotoView } from './photo.svelte.ts';
import { Proposals } from './proposals.svelte.ts';
import { AcceptAbove } from './queue/acceptAbove.svelte.ts';
import { Queue } from './queue/queue.svelte.ts';
import { Segmentation } from './segmentation.svelte.ts';
import { SegmentationEvaluation } from './segmentationEvaluation.svelte.ts';
import { Strokes } from './strokes.svelte.ts';
import { Suggestions } from './suggestions.svelte.ts';
import { Training } from './training.svelte.ts';

/** The screens there are, in the order of the rail. */
export const screens = [
  'library',
  'training',
  'detection',
  'segmentation',
  'photographers',
  'lab',
  'models',
  'settings',
] as const;
export type ScreenId = (typeof screens)[number];

/** Where photos say who took them. */
type CollectionKind = 'folders' | 'artists' | 'cameras';

export type About = OutputOf<EngineContract['app.about']>;

/** What is being received from a browser's drop: files so far, and how many there are. */
interface Receiving {
  readonly done: number;
  readonly total: number;
}

/**
 * Everything the window knows, one class per subject. Each subject is made with the engine, listens to its events from
 * the start, and reads what it shows in `load`, which runs again whenever the engine was started again.
 */
export class App {
  readonly shell: WindowShell;
  readonly engine: Engine;
  readonly library: Library;
  readonly classes: Classes;
  readonly labeling: Labeling;
  readonly photo: PhotoView;
  readonly jobs: Jobs;
  readonly edits: Edits;
  readonly exchange: Exchange;
  readonly keywords: Keywords;
  readonly folders: WatchedFolders;
  readonly card: CardImport;
  readonly find: Find;
  readonly suggestions: Suggestions;
  readonly queue: Queue;
  readonly acceptAbove: AcceptAbove;
  readonly map: LibraryMapView;
  readonly models: Models;
  readonly devices: Devices;
  readonly training: Training;
  readonly segmentation: Segmentation;
  readonly evaluation: SegmentationEvaluation;
  readonly strokes: Strokes;
  readonly boxes: Boxes;
  readonly boxFiles: BoxFiles;
  readonly boxGesture: BoxGesture;
  readonly proposals: Proposals;
  readonly detectors: Detectors;
  readonly photographers: Photographers;
  readonly lab: Lab;

  screen = $state<ScreenId>('library');
  connection = $state<Connection>('connecting');
  settings = $state.raw<Settings>(defaultSettings);
  about = $state.raw<About | null>(null);
  receiving = $state.raw<Receiving | null>(null);
  /** What went wrong while taking in files or saving settings. */
  problem = $state.raw<Problem | null>(null);

  constructor(shell: WindowShell) {
    this.shell = shell;
    this.engine = new ReconnectingEngine(
      () => shell.openPort(),
      (connection) => this.#follow(connection),
    );
    this.library = new Library(this.engine);
    this.classes = new Classes(this.engine);
    this.labeling = new Labeling(this.library, this.classes, () => this.settings);
    this.photo = new PhotoView(this.engine);
    this.jobs = new Jobs(this.engine);
    this.edits = new Edits(this.engine);
    this.exchange = new Exchange(this.engine);
    this.keywords = new Keywords(this.engine, this.library);
    this.folders = new WatchedFolders(this.engine);
    this.card = new CardImport(this.engine, shell);
    this.find = new Find(this.engine, this.library);
    this.suggestions = new Suggestions(this.engine);
    this.queue = new Queue(this.engine, this.edits, this.classes);
    this.acceptAbove = new AcceptAbove(this.engine);
    this.map = new LibraryMapView(this.engine, this.jobs);
    this.models = new Models(this.engine);
    this.devices = new Devices(this.engine);
    this.training = new Training(this.engine, this.models, this.jobs);
    this.segmentation = new Segmentation(this.engine, shell, this.models);
    this.evaluation = new SegmentationEvaluation(this.engine, shell);
    this.strokes = new Strokes(this.engine, shell);
    this.boxes = new Boxes(this.engine);
    this.boxFiles = new BoxFiles(this.engine);
    this.proposals = new Proposals(this.engine);
    this.boxGesture = new BoxGesture(this.boxes, this.proposals);
    this.detectors = new Detectors(this.engine);
    this.photographers = new Photographers(this.engine, this.models, this.training);
    this.lab = new Lab(this.engine, this.models, this.library, this.jobs);
    shell.onOpened?.((grants) => void this.#attempt(() => this.#take(grants)));
    this.engine.on('settings.changed', (settings) => (this.settings = settings));
    this.engine.on('jobs.changed', (job) => {
      // The first byte that arrives ends "offline"; every later step says how many came.
      if (job.kind === 'models.download' && job.state !== 'waiting') void this.#loadAbout();
    });
  }

  /** Reads everything again; called for each new connection. */
  async load(): Promise<void> {
    await Promise.all([
      this.library.load(),
      this.classes.load(),
      this.photo.load(),
      this.jobs.load(),
      this.edits.load(),
      this.#attempt(() => this.find.load()),
      this.folders.load(),
      this.suggestions.load(),
      this.map.load(),
      this.models.load(),
      this.devices.load(),
      this.training.load(),
      this.strokes.load(),
      this.boxes.load(),
      this.detectors.load(),
      this.photographers.load(),
      this.lab.load(),
      this.#loadAbout(),
      this.#attempt(async () => {
        this.settings = await this.engine.ask('settings.get', undefined);
      }),
    ]);
  }

  show(screen: ScreenId): void {
    this.screen = screen;
  }

  /** Shows photos in the library that were chosen elsewhere, under a title that says where. */
  async showInLibrary(photos: readonly PhotoId[], title: string): Promise<void> {
    if (photos.length === 0) return;
    this.photo.open = false;
    this.queue.open = false;
    // What went wrong is said in the library.
    await this.library.showChosen(photos, title);
    this.show('library');
  }

  /** Takes the last edit back; in the queue the photo it was about is shown again. */
  undo(): Promise<void> {
    return this.screen === 'library' && this.queue.open ? this.queue.undo() : this.edits.undo();
  }

  /** Shown at once, saved behind it. */
  async saveSettings(change: Partial<Settings>): Promise<void> {
    const settings: InputOf<EngineContract['settings.set']> = { ...this.settings, ...change };
    this.settings = settings;
    await this.#attempt(async () => {
      this.settings = await this.engine.ask('settings.set', settings);
    });
  }

  async chooseFiles(): Promise<void> {
    await this.#attempt(async () => this.#take(await this.shell.chooseFiles()));
  }

  async chooseFolder(): Promise<void> {
    await this.#attempt(async () => this.#take(await this.shell.chooseFolder()));
  }

  async takeTyped(path: string): Promise<void> {
    await this.#attempt(async () => this.#take(await this.shell.grantTyped(path)));
  }

  async takeDropped(dropped: DataTransfer): Promise<void> {
    await this.#attempt(async () => {
      const grants = await this.shell.grantDropped(dropped, (done, total) => (this.receiving = { done, total }));
      await this.#take(grants);
    });
    this.receiving = null;
  }

  /** Lets the user choose folders of classes to learn from. */
  async chooseClassFolders(): Promise<void> {
    await this.#attempt(async () => {
      const grants = (await this.shell.chooseFolder()).map(({ id }) => id);
      if (grants.length > 0) await this.training.open({ kind: 'folders', grants });
    });
  }

  /**
   * Lets the user choose folders whose photos are told apart by who took them. folders: one folder each · artists,
   * cameras: as the files say.
   */
  async choosePhotographers(kind: CollectionKind): Promise<void> {
    await this.#attempt(async () => this.#openPhotographers(await this.shell.chooseFolder(), kind));
  }

  async takeTypedPhotographers(path: string): Promise<void> {
    await this.#attempt(async () => this.#openPhotographers(await this.shell.grantTyped(path), 'folders'));
  }

  /** Lets the user choose a photo and asks who took it. */
  async choosePhotoToAsk(): Promise<void> {
    await this.#attempt(async () => this.photographers.take(await this.shell.chooseFiles()));
  }

  /** Lets the user choose a photo for the Lab, as the first or the second; a picture with a recipe is opened. */
  async choosePhotoForLab(as: 'first' | 'second'): Promise<void> {
    await this.#attempt(async () => {
      const [photo] = await this.shell.chooseFiles();
      if (photo && as === 'first') await this.lab.take([photo]);
      else if (photo) this.lab.photos.take(photo, 'second');
    });
  }

  /** Lets the user choose a folder and writes the pictures of a result into it, each with its recipe; pdf: as posters. */
  async saveLabRun(run: LabRun, form: 'png' | 'pdf' = 'png'): Promise<void> {
    await this.#attempt(async () => {
      const target = await this.shell.chooseTarget();
      if (target) await this.lab.runs.save(run, form, target.id);
    });
  }

  /** Lets the user choose a list of photos and their classes. */
  async chooseList(): Promise<void> {
    await this.#attempt(async () => {
      const list = await this.shell.chooseList();
      if (list) await this.training.open({ kind: 'csv', grant: list.id });
    });
  }

  /** Lets the user choose photos whose keywords are classes; `branch` narrows to what lies below it. */
  async chooseKeywords(branch: string | null): Promise<void> {
    await this.#attempt(async () => {
      const grants = (await this.shell.chooseFolder()).map(({ id }) => id);
      if (grants.length > 0) await this.training.open({ kind: 'keywords', grants, branch });
    });
  }

  async makeSamples(): Promise<void> {
    await this.#attempt(() => this.engine.ask('samples.make', undefined));
  }

  /**
   * Photos and folders are imported, or become examples where the Train screen is shown, or are asked about where
   * Photographers is, or looked into where the Lab is; networks go on the shelf and their card is shown.
   */
  async #take(grants: readonly Grant[]): Promise<void> {
    const photos = grants.filter((grant) => grant.kind !== 'model');
    if (photos.length > 0 && this.screen === 'training') await this.training.take(photos);
    else if (photos.length > 0 && this.screen === 'photographers') await this.photographers.take(photos);
    else if (photos.length > 0 && this.screen === 'lab') await this.lab.take(photos);
    else if (photos.length > 0) await this.engine.ask('library.import', { grants: photos.map(({ id }) => id) });
    for (const grant of grants.filter(({ kind }) => kind === 'model')) {
      this.show('models');
      await this.models.addFromGrant(grant);
    }
  }

  async #openPhotographers(granted: readonly Grant[], kind: CollectionKind): Promise<void> {
    const grants = granted.map(({ id }) => id);
    if (grants.length === 0) return;
    await this.photographers.openSource({ kind, grants });
  }

  #follow(connection: Connection): void {
    this.connection = connection;
    if (connection === 'open') void this.load();
  }

  async #loadAbout(): Promise<void> {
    await this.#attempt(async () => {
      this.about = await this.engine.ask('app.about', undefined);
    });
  }

  async #attempt(gesture: () => Promise<unknown>): Promise<void> {
    this.problem = null;
    try {
      await gesture();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}

/** The app of this window, for every component below it. */
export const [useApp, provideApp] = createContext<App>();
