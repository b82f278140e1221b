import { problemOf, type Lesson, type Problem, type RunId } from '../../../electron/contract/index.ts';
import type { Engine } from '../../engine/client.ts';

/** A gesture that failed, and the lesson it concerns; null: the list could not be read. */
export interface LessonProblem extends Problem {
  readonly lesson: string | null;
}

/** Ready-made experiments: which there are, and one that is being prepared. */
export class Lessons {
  readonly #engine: Engine;

  list = $state.raw<readonly Lesson[]>([]);
  /** Scenes drawn for the lesson that was asked for. */
  preparing = $state.raw<{ readonly lesson: string; readonly done: number; readonly total: number } | null>(null);
  problem = $state.raw<LessonProblem | null>(null);

  #stop: AbortController | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async load(): Promise<void> {
    if (this.list.length > 0) return;
    try {
      this.list = await this.#engine.ask('training.lessons', undefined);
    } catch (thrown) {
      this.problem = { ...problemOf(thrown), lesson: null };
    }
  }

  /** Queues a run of each variant; answers the first, or null where it did not come to that. */
  async tryOut(lesson: string, variants: readonly string[]): Promise<RunId | null> {
    const stop = new AbortController();
    this.#stop = stop;
    this.problem = null;
    this.preparing = { lesson, done: 0, total: 0 };
    try {
      const { runs } = await this.#engine.ask(
        'training.tryLesson',
        { lesson, variants },
        { signal: stop.signal, onProgress: (step) => (this.preparing = { lesson, ...step }) },
      );
      return runs[0] ?? null;
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code !== 'engine/stopped') this.problem = { ...problem, lesson };
      return null;
    } finally {
      this.preparing = null;
    }
  }

  stop(): void {
    this.#stop?.abort();
  }
}
