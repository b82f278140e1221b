import { problemOf } from '../../../electron/contract/index.ts';
import type { GrantId, Problem, TrainingRun } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';
import type { Training } from '../training.svelte.ts';
import { Answers } from './answers.svelte.ts';
import { PhotoLabels } from './labels.svelte.ts';
import { RunMap } from './map.svelte.ts';
import { t } from '../../words/index.ts';

/** How far writing a model's files is. */
interface Writing {
  readonly done: number;
  readonly total: number;
}

/** What a page about one finished run looks at, and what can be done with its model. */
export class RunReport {
  readonly #engine: Engine;
  readonly #training: Training;
  readonly run: TrainingRun;
  readonly labels: PhotoLabels;
  /** Test photos that are answered wrong, and photos whose label is likely wrong. */
  readonly wrong: Answers;
  readonly suspects: Answers;
  readonly map: RunMap;

  /** The cell of the confusion matrix that is open. */
  cell = $state.raw<Answers | null>(null);
  writing = $state.raw<Writing | null>(null);
  /** Files of the last export. */
  written = $state.raw<readonly string[] | null>(null);
  starting = $state(false);
  problem = $state.raw<(Problem & { readonly place: 'export' | 'train' }) | null>(null);

  #stopWriting: AbortController | undefined;

  constructor(engine: Engine, training: Training, run: TrainingRun) {
    this.#engine = engine;
    this.#training = training;
    this.run = run;
    this.labels = new PhotoLabels(engine);
    this.wrong = new Answers(engine, run, this.labels, { kind: 'wrong' });
    this.suspects = new Answers(engine, run, this.labels, { kind: 'labels' });
    this.map = new RunMap(engine, run, this.labels);
  }

  async load(): Promise<void> {
    await Promise.all([this.wrong.load(), this.suspects.load()]);
  }

  close(): void {
    this.labels.close();
    this.map.stop();
    this.stopExport();
  }

  async openCell(truth: number, predicted: number): Promise<void> {
    const cell = new Answers(this.#engine, this.run, this.labels, { kind: 'cell', truth, predicted });
    this.cell = cell;
    await cell.load();
  }

  closeCell(): void {
    this.cell = null;
  }

  /** Trains the same model with the same settings on the same set, whose labels have changed since. */
  async trainCorrected(): Promise<void> {
    const { dataset, baseModel: model, name } = this.run;
    const { settings } = this.#training.live(this.run.id);
    if (dataset === null || settings === null) return;
    this.starting = true;
    await this.#attempt('train', async () => {
      const asked = { dataset, model, settings, name: t('{name}, corrected', { name: name.slice(0, 108) }) };
      const { run, job } = await this.#engine.ask('training.start', asked);
      this.#training.live(run).job = job;
      await this.#training.load();
      await this.#training.show(run);
    });
    this.starting = false;
  }

  async export(target: GrantId): Promise<void> {
    const model = this.run.result?.model;
    if (model === undefined) return;
    const stop = new AbortController();
    this.#stopWriting = stop;
    this.written = null;
    this.writing = { done: 0, total: 0 };
    await this.#attempt('export', async () => {
      const watch = { signal: stop.signal, onProgress: (step: Writing) => (this.writing = step) };
      const { files } = await this.#engine.ask('training.export', { model, target }, watch);
      this.written = files;
    });
    this.writing = null;
  }

  stopExport(): void {
    this.#stopWriting?.abort();
  }

  async #attempt(place: 'export' | 'train', gesture: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await gesture();
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code !== 'engine/stopped') this.problem = { ...problem, place };
    }
  }
}
