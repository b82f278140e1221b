import { SvelteSet } from 'svelte/reactivity';
import { problemOf } from '../../../electron/contract/index.ts';
import type { PhotoId, Problem, TrainingRun } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';
import type { AnsweredPhoto } from './answers.svelte.ts';
import type { PhotoLabels } from './labels.svelte.ts';

/** A photo at its place of the map. */
export interface MappedPhoto extends AnsweredPhoto {
  readonly x: number;
  readonly y: number;
  readonly truthIndex: number;
  readonly predictedIndex: number;
}

/** Photos of a run laid out by what the network sees, and those of them that are selected. */
export class RunMap {
  readonly #engine: Engine;
  readonly #run: TrainingRun;
  readonly #labels: PhotoLabels;

  /** null until they were laid out. */
  photos = $state.raw<readonly MappedPhoto[] | null>(null);
  /** How far the work is; null when none is under way. */
  progress = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Positions in `photos`. */
  readonly selected = new SvelteSet<number>();
  readonly selection = $derived([...this.selected].flatMap((index) => this.photos?.[index] ?? []));

  #stop: AbortController | undefined;

  constructor(engine: Engine, run: TrainingRun, labels: PhotoLabels) {
    this.#engine = engine;
    this.#run = run;
    this.#labels = labels;
  }

  /** Lays the photos out, unless that was done or is under way. */
  async layOut(): Promise<void> {
    if (this.photos !== null || this.progress !== null) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.problem = null;
    this.progress = { done: 0, total: 0 };
    try {
      const watch = {
        signal: stop.signal,
        onProgress: (step: { done: number; total: number }) => (this.progress = step),
      };
      const points = await this.#engine.ask('training.map', { run: this.#run.id }, watch);
      const nameOf = (index: number): string => this.#run.classNames[index] ?? '';
      this.photos = points.map(({ path, photo, x, y, truth, predicted }) => ({
        ...{ path, photo, x, y, truthIndex: truth, predictedIndex: predicted },
        ...{ truth: nameOf(truth), predicted: nameOf(predicted), probability: null, truthProbability: null },
      }));
      this.#labels.know(this.photos.map((photo) => ({ ...photo, label: null })));
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code !== 'engine/stopped') this.problem = problem;
    }
    this.progress = null;
  }

  stop(): void {
    this.#stop?.abort();
  }

  /** @param add  to what is selected already */
  select(indices: readonly number[], add: boolean): void {
    if (!add) this.selected.clear();
    for (const index of indices) this.selected.add(index);
  }

  toggle(index: number): void {
    if (!this.selected.delete(index)) this.selected.add(index);
  }

  /** Gives the selected photos a class: one undo step. */
  async label(className: string): Promise<void> {
    const known = this.selection.flatMap(({ photo }): PhotoId[] => (photo === null ? [] : [photo]));
    await this.#labels.give(known, className);
  }
}
