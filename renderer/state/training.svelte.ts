import { problemOf } from '../../electron/contract/index.ts';
import type {
  Dataset,
  DatasetId,
  ExampleSource,
  Grant,
  JobId,
  JobRecord,
  Problem,
  RunId,
  TrainingRun,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import type { Jobs } from './jobs.svelte.ts';
import { isActive } from './jobs.svelte.ts';
import type { Models } from './models.svelte.ts';
import { TrainingDraft } from './training/draft.svelte.ts';
import { Lessons } from './training/lessons.svelte.ts';
import { LiveRun } from './training/live.svelte.ts';
import { AugmentationPreview } from './training/preview.svelte.ts';

/** What a problem stands beside. */
export type TrainingPlace = 'examples' | 'start' | 'run' | 'list';
export interface TrainingProblem extends Problem {
  readonly place: TrainingPlace;
}

/** What lies in the bin, under its name. */
export interface Removed {
  readonly name: string;
  readonly restore: () => Promise<unknown>;
}

/** How long changes are gathered before the lists are read again. */
const gatherMs = 150;

/** Learning from the user's own photos: the sets, the run that is being prepared, and every run there was. */
export class Training {
  readonly #engine: Engine;
  readonly #jobs: Jobs;
  // Never read for what it holds, only by name: each of its runs is reactive by itself.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #live = new Map<RunId, LiveRun>();
  readonly draft: TrainingDraft;
  readonly preview: AugmentationPreview;
  readonly lessons: Lessons;

  datasets = $state.raw<readonly Dataset[]>([]);
  loaded = $state(false);
  datasetId = $state<DatasetId | null>(null);
  /** The run that is looked at; null: a new one is being prepared. */
  runId = $state<RunId | null>(null);
  /** Without a run: the lessons are looked at, not the next run. */
  atLessons = $state(false);
  /** A run or a set that was put into the bin last. */
  removed = $state.raw<Removed | null>(null);
  problem = $state.raw<TrainingProblem | null>(null);
  /** Newest first. */
  runs = $state.raw<readonly TrainingRun[]>([]);
  #surveyJob = $state<JobId | null>(null);

  readonly run = $derived(this.runs.find(({ id }) => id === this.runId) ?? null);
  readonly waiting = $derived(this.runs.filter(({ state }) => state === 'waiting').reverse());
  readonly dataset = $derived(this.datasets.find(({ id }) => id === this.datasetId) ?? this.datasets[0] ?? null);
  /** The look at the open set's files that is under way. */
  readonly survey = $derived.by<JobRecord | null>(() => {
    const surveys = this.#jobs.active.filter(({ kind }) => kind === 'training.survey');
    return surveys.find(({ id }) => id === this.#surveyJob) ?? surveys.at(-1) ?? null;
  });

  #gathering: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine, models: Models, jobs: Jobs) {
    this.#engine = engine;
    this.#jobs = jobs;
    this.draft = new TrainingDraft(engine, models, () => this.dataset);
    this.preview = new AugmentationPreview(engine);
    this.lessons = new Lessons(engine);
    engine.on('training.changed', () => this.#gather());
    // A label that a person gives in the library is the class of the example.
    engine.on('edits.changed', () => this.#gather());
    engine.on('training.progress', (report) => this.live(report.run).hear(report));
    engine.on('jobs.changed', (job) => {
      if (job.id === this.#surveyJob && job.state === 'failed' && job.problem)
        this.problem = { ...job.problem, place: 'examples' };
      if (job.kind === 'training.run' || (job.kind === 'training.survey' && !isActive(job))) this.#gather();
    });
  }

  /** Reads the lists. A problem that stands on screen stays: reading again does not solve it. */
  async load(): Promise<void> {
    try {
      const [datasets, runs] = await Promise.all([
        this.#engine.ask('training.datasets', undefined),
        this.#engine.ask('training.runs', undefined),
      ]);
      this.datasets = datasets;
      for (const { id } of runs) this.live(id);
      this.runs = runs;
      this.loaded = true;
      if (this.runId !== null) await this.#readRun(this.runId);
    } catch (thrown) {
      this.problem = { ...problemOf(thrown), place: 'list' };
    }
  }

  /** How a run goes. */
  live(run: RunId): LiveRun {
    const known = this.#live.get(run);
    if (known) return known;
    const fresh = new LiveRun();
    this.#live.set(run, fresh);
    return fresh;
  }

  /** The queued job of a run, while it is on the list. */
  jobOf(run: RunId): JobRecord | null {
    const { job } = this.live(run);
    return this.#jobs.active.find(({ id }) => id === job) ?? null;
  }

  /** Makes a set of examples and shows it; its files are looked at behind it. */
  async open(source: ExampleSource): Promise<void> {
    this.prepare();
    await this.#attempt('examples', async () => {
      const { dataset, job } = await this.#engine.ask('training.open', { source });
      this.#surveyJob = job;
      this.datasetId = dataset;
      await this.load();
    });
  }

  /** Makes a set of what was dropped or chosen: a CSV file is a list, all else are folders. */
  async take(grants: readonly Grant[]): Promise<void> {
    const list = grants.find(({ name }) => /\.(csv|tsv)$/i.test(name));
    if (list) await this.open({ kind: 'csv', grant: list.id });
    else await this.open({ kind: 'folders', grants: grants.map(({ id }) => id) });
  }

  /** Puts a set into the bin; its photos stay. */
  async forgetDataset({ id: dataset, name }: Dataset): Promise<void> {
    await this.#attempt('examples', async () => {
      await this.#engine.ask('training.forgetDataset', { dataset });
      this.removed = { name, restore: () => this.#engine.ask('training.restoreDataset', { dataset }) };
      this.datasetId = null;
      await this.load();
    });
  }

  /** Queues the run that was prepared and looks at it. */
  async start(): Promise<void> {
    const { dataset, draft } = this;
    const { model, wishes: settings, name } = draft;
    if (!dataset || !model) return;
    await this.#attempt('start', async () => {
      const asked = { dataset: dataset.id, model: model.hash, settings, name: name.slice(0, 120) };
      const { run, job } = await this.#engine.ask('training.start', asked);
      this.live(run).job = job;
      draft.typedName = null;
      this.runId = run;
      await this.load();
    });
  }

  async show(run: RunId): Promise<void> {
    this.runId = run;
    this.problem = null;
    await this.#attempt('run', () => this.#readRun(run));
  }

  prepare(): void {
    this.runId = null;
    this.atLessons = false;
    this.problem = null;
  }

  showLessons(): void {
    this.prepare();
    this.atLessons = true;
  }

  /** Queues the runs of a lesson and looks at the first. */
  async tryLesson(lesson: string, variants: readonly string[]): Promise<void> {
    const run = await this.lessons.tryOut(lesson, variants);
    if (run === null) return;
    this.runId = run;
    await this.load();
  }

  /** Ends a run after its current step and keeps the best weights so far. */
  async finish(run: RunId): Promise<void> {
    const live = this.live(run);
    live.finishing = true;
    await this.#attempt('run', () => this.#engine.ask('training.finish', { run }));
    if (this.problem) live.finishing = false;
  }

  /** Queues the same run again. */
  async again(run: RunId): Promise<void> {
    await this.#attempt('run', async () => {
      const { run: next, job } = await this.#engine.ask('training.rerun', { run });
      this.live(next).job = job;
      this.runId = next;
      await this.load();
    });
  }

  /** Queues a run that was stopped or failed; it goes on from its checkpoint. */
  async goOn(run: RunId): Promise<void> {
    await this.#attempt('list', async () => {
      const { job } = await this.#engine.ask('training.resume', { run });
      const live = this.live(run);
      [live.job, live.finishing] = [job, false];
      this.runId = run;
      await this.load();
    });
  }

  /** Puts a run into the bin. */
  async remove({ id: run, name }: TrainingRun): Promise<void> {
    if (this.runId === run) this.runId = null;
    this.runs = this.runs.filter(({ id }) => id !== run);
    await this.#attempt('list', async () => {
      await this.#engine.ask('training.forgetRun', { run });
      this.removed = { name, restore: () => this.#engine.ask('training.restoreRun', { run }) };
    });
    // What could not be removed is on the list again.
    if (this.problem) await this.load();
  }

  /** Takes what was removed last out of the bin. */
  async undoRemove(): Promise<void> {
    const { removed } = this;
    if (!removed) return;
    this.removed = null;
    await this.#attempt('list', async () => {
      await removed.restore();
      await this.load();
    });
    if (this.problem) this.removed = removed;
  }

  async #readRun(id: RunId): Promise<void> {
    this.live(id).read(await this.#engine.ask('training.run', { run: id }));
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      void this.load();
    }, gatherMs);
  }

  async #attempt(place: TrainingPlace, gesture: () => Promise<unknown>): Promise<void> {
    this.problem = null;
    try {
      await gesture();
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code !== 'engine/stopped') this.problem = { ...problem, place };
    }
  }
}
