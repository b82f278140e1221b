import { problemOf } from '../../../electron/contract/index.ts';
import type {
  EngineContract,
  InputOf,
  OutputOf,
  PhotoId,
  Problem,
  TrainingRun,
} from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';
import type { PhotoLabels } from './labels.svelte.ts';

type Wanted = InputOf<EngineContract['training.predictions']>['of'];
type Row = OutputOf<EngineContract['training.predictions']>['rows'][number];

/** A photo with what it is and what the network says. */
export interface AnsweredPhoto {
  readonly path: string;
  /** null: not in the library. */
  readonly photo: PhotoId | null;
  /** Names of its true classes, one in most sets. */
  readonly truth: string;
  readonly predicted: string;
  /** Of the answer, and of the true class; null where it was not asked. */
  readonly probability: number | null;
  readonly truthProbability: number | null;
}

const most = 500;

/** Some answers of a run, in the order that matters. */
export class Answers {
  readonly #engine: Engine;
  readonly #run: TrainingRun;
  readonly #labels: PhotoLabels;
  readonly of: Wanted;

  /** null until they were read. */
  photos = $state.raw<readonly AnsweredPhoto[] | null>(null);
  total = $state(0);
  problem = $state.raw<Problem | null>(null);

  constructor(engine: Engine, run: TrainingRun, labels: PhotoLabels, of: Wanted) {
    this.#engine = engine;
    this.#run = run;
    this.#labels = labels;
    this.of = of;
  }

  async load(): Promise<void> {
    try {
      const asked = { run: this.#run.id, of: this.of, limit: most };
      const { total, rows } = await this.#engine.ask('training.predictions', asked);
      const photos = rows.map((row) => ({ ...this.#named(row), label: row.label }));
      this.#labels.know(photos);
      this.photos = photos;
      this.total = total;
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  #named({ path, photo, truth, predicted, probability, truthProbability }: Row): AnsweredPhoto {
    const nameOf = (index: number): string => this.#run.classNames[index] ?? '';
    const named = { truth: truth.map(nameOf).join(', '), predicted: nameOf(predicted) };
    return { path, photo, ...named, probability, truthProbability };
  }
}
