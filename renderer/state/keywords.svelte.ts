import { defaultKeywordOptions, problemOf } from '../../electron/contract/index.ts';
import type {
  EngineContract,
  JobId,
  JobRecord,
  KeywordFile,
  KeywordOptions,
  KeywordPath,
  KeywordPhotos,
  KeywordPreview,
  LabelsOfKeywords,
  OutputOf,
  Problem,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { isActive } from './jobs.svelte.ts';
import type { Library } from './library.svelte.ts';
import { Watched } from './watched.svelte.ts';

export type KeywordDialog = 'write' | 'labels';
export type KeywordBranch = OutputOf<EngineContract['keywords.list']>[number];

/** Keywords of photos into files, and labels made of those that files have. */
export class Keywords {
  readonly #engine: Engine;
  readonly #library: Library;
  readonly looking = new Watched();

  dialog = $state<KeywordDialog | null>(null);
  options = $state.raw<KeywordOptions>(defaultKeywordOptions);
  /** What writing would do. */
  preview = $state.raw<KeywordPreview | null>(null);
  /** Files that were not written, each with its reason. */
  failed = $state.raw<readonly KeywordFile[]>([]);
  /** The writing that was begun here last. */
  job = $state.raw<JobRecord | null>(null);
  branches = $state.raw<readonly KeywordBranch[]>([]);
  /** The branch that labels are made of; null: every keyword. */
  branch = $state.raw<KeywordPath | null>(null);
  /** What making labels would do. */
  labels = $state.raw<LabelsOfKeywords | null>(null);
  problem = $state.raw<Problem | null>(null);
  #job: JobId | null = null;

  constructor(engine: Engine, library: Library) {
    this.#engine = engine;
    this.#library = library;
    engine.on('jobs.changed', (job) => this.#follow(job));
  }

  /** The photos that are selected, where there are several; else all that are shown. */
  get what(): KeywordPhotos {
    const photos = [...this.#library.selection.ids];
    return photos.length > 1 ? { photos } : { filter: this.#library.filter };
  }

  async open(dialog: KeywordDialog): Promise<void> {
    this.#forget();
    this.dialog = dialog;
    await this.#attempt(async () => {
      if (dialog === 'labels') return this.#readBranches();
      this.options = await this.#engine.ask('keywords.options', undefined);
      await Promise.all([this.look(), this.#readFailed()]);
    });
  }

  /** What is under way in the dialog ends with it; a writing that was queued goes on. */
  close(): void {
    this.#forget();
    this.dialog = null;
  }

  async change(change: Partial<KeywordOptions>): Promise<void> {
    this.options = { ...this.options, ...change };
    await this.look();
  }

  /** Looks at what writing would do; nothing is written. */
  async look(): Promise<void> {
    const asked = { what: this.what, options: this.options };
    await this.looking.run(
      (options) => this.#engine.ask('keywords.preview', asked, options),
      (preview) => (this.preview = preview),
    );
  }

  /** Queues the writing of what was looked at, or of these photos once more. */
  async write(what: KeywordPhotos = this.what): Promise<void> {
    await this.#attempt(async () => {
      const { job } = await this.#engine.ask('keywords.write', { what, options: this.options });
      this.#job = job;
      const record = (await this.#engine.ask('jobs.list', undefined)).find(({ id }) => id === job);
      if (record) this.#follow(record);
    });
  }

  /** Writes the files that were not written once more. */
  async retry(): Promise<void> {
    const photos = this.failed.flatMap(({ photo }) => (photo === null ? [] : [photo]));
    if (photos.length > 0) await this.write({ photos: photos.filter((photo, at) => photos.indexOf(photo) === at) });
  }

  async readAgain(): Promise<void> {
    await this.#attempt(() => this.#engine.ask('keywords.read', { what: this.what }));
  }

  // ----- labels of keywords

  async choose(branch: KeywordPath | null): Promise<void> {
    this.branch = branch;
    await this.#attempt(async () => {
      const filter = this.#library.filter;
      this.labels = await this.#engine.ask('keywords.previewLabels', { branch, filter });
    });
  }

  /** Makes the labels and ends the dialog. */
  async makeLabels(): Promise<void> {
    await this.#attempt(async () => {
      const filter = this.#library.filter;
      await this.#engine.ask('keywords.makeLabels', { branch: this.branch, filter });
      this.close();
    });
  }

  #follow(job: JobRecord): void {
    const isOurs = job.id === this.#job;
    if (isOurs) this.job = job;
    const changes = isOurs || job.kind === 'keywords.restore' || job.kind === 'keywords.read';
    if (!changes || isActive(job)) return;
    if (this.dialog === 'write') void this.#attempt(() => Promise.all([this.look(), this.#readFailed()]));
    else if (this.dialog === 'labels') void this.#attempt(() => this.#readBranches());
  }

  /** Reads every branch there is, and looks at the one that was chosen; at the first where none was, or it is gone. */
  async #readBranches(): Promise<void> {
    this.branches = await this.#engine.ask('keywords.list', undefined);
    const [first] = this.branches;
    if (!first) return;
    const name = this.branch?.join('|');
    const isKept =
      this.labels !== null && (this.branch === null || this.branches.some(({ path }) => path.join('|') === name));
    await this.choose(isKept ? this.branch : first.path);
  }

  async #readFailed(): Promise<void> {
    this.failed = await this.#engine.ask('keywords.failed', undefined);
  }

  #forget(): void {
    this.looking.stop();
    this.preview = null;
    this.labels = null;
    this.problem = null;
    this.job = null;
    this.#job = null;
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
