import { problemOf } from '../../electron/contract/index.ts';
import type {
  DetectionReport,
  DetectorRecord,
  EngineContract,
  InputOf,
  JobId,
  JobRecord,
  Model,
  PhotoFilter,
  PhotoId,
  Problem,
  Sha256,
} from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';
import { Watched } from './watched.svelte.ts';

type Lesson = InputOf<EngineContract['detectors.train']>;

/** Learning that was begun in this window. */
interface Learning {
  readonly job: JobId;
  readonly name: string;
  readonly before: DetectorRecord | null;
}

/** What learning came to. */
export interface Learned {
  readonly before: DetectorRecord | null;
  readonly after: DetectorRecord;
}

/** Whoever holds an arrow key down wants the last of many photos looked at. */
const settleMs = 250;
/** So many of the most useful photos are asked for at once. */
const queueLength = 50;

/** Detectors that were learned here: the one in use, what it is asked, and how another is learned. */
export class Detectors {
  readonly #engine: Engine;
  readonly looking = new Watched();
  readonly measuring = new Watched();

  all = $state.raw<readonly DetectorRecord[]>([]);
  /** The engine has said which there are. */
  loaded = $state(false);
  /** A gesture that failed. */
  problem = $state.raw<Problem | null>(null);
  learning = $state.raw<Learning | null>(null);
  /** What the last learning came to, until the next begins. */
  learned = $state.raw<Learned | null>(null);
  /** Why the last learning failed. */
  learningProblem = $state.raw<Problem | null>(null);
  /** No photo is left on which a person's word would teach something. */
  exhausted = $state(false);
  /** The page that tells how good the detector is takes the place of the photo. */
  reportShown = $state(false);

  #inUse = $state<Sha256 | null>(null);
  #measured = $state.raw<{ readonly model: Sha256; readonly report: DetectionReport } | null>(null);
  /** The last lesson of this window: what "again" repeats. */
  #lesson = $state.raw<Lesson | null>(null);

  readonly inUse = $derived(this.all.find(({ model }) => model === this.#inUse) ?? null);
  /** As it was measured last: on the photos of the library, or on those held out when it learned. */
  readonly report = $derived(
    this.#measured && this.#measured.model === this.inUse?.model ? this.#measured.report : (this.inUse?.report ?? null),
  );
  readonly measuredHere = $derived(this.report !== null && this.report === this.#measured?.report);

  /** Photos that were looked at, by detector: what was found is kept. */
  #seen: readonly string[] = [];
  /** Photos that were gone to because they are useful. */
  #visited: readonly PhotoId[] = [];
  #followed: string | null = null;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('detectors.changed', () => void this.load());
    engine.on('jobs.changed', (job) => void this.#follow(job));
  }

  async load(): Promise<void> {
    await this.#attempt(async () => {
      const { detectors, inUse } = await this.#engine.ask('detectors.list', undefined);
      this.all = detectors;
      this.#inUse = inUse;
      this.loaded = true;
    });
  }

  async choose(model: Sha256): Promise<void> {
    this.#inUse = model;
    await this.#attempt(() => this.#engine.ask('detectors.choose', { model }));
  }

  /** Looks at a photo by itself when it is shown for the first time; null: at none. */
  follow(photo: PhotoId | null): void {
    const key = photo === null || !this.inUse ? null : `${this.inUse.model} ${photo}`;
    if (key === this.#followed) return;
    this.#followed = key;
    clearTimeout(this.#settling);
    this.looking.stop();
    this.looking.problem = null;
    if (photo === null || key === null || this.#seen.includes(key)) return;
    this.#settling = setTimeout(() => this.look(photo), settleMs);
  }

  /** Looks for things in one photo; what is found arrives as an event. */
  look(photo: PhotoId): void {
    const { inUse } = this;
    if (!inUse) return;
    clearTimeout(this.#settling);
    void this.looking.run(
      (options) => this.#engine.ask('detectors.look', { photo, model: inUse.model }, options),
      () => (this.#seen = [...this.#seen, `${inUse.model} ${photo}`]),
    );
  }

  /** Queues the same for the photos of a filter. */
  async run(filter: PhotoFilter): Promise<void> {
    const { inUse } = this;
    if (inUse) await this.#attempt(() => this.#engine.ask('detectors.run', { filter, model: inUse.model }));
  }

  /** Queues learning; true when it was. */
  async train(lesson: Lesson): Promise<boolean> {
    this.learned = this.learningProblem = null;
    const before = this.inUse;
    try {
      const { job } = await this.#engine.ask('detectors.train', lesson);
      this.learning = { job, name: lesson.name, before };
      this.#lesson = lesson;
    } catch (thrown) {
      this.learningProblem = problemOf(thrown);
      return false;
    }
    return true;
  }

  /** The lesson that "again" repeats: the last of this window, or that of the detector in use; null: there is none. */
  lessonAgain(networks: readonly Model[]): Lesson | null {
    if (this.#lesson || !this.inUse) return this.#lesson;
    const { name, settings, trunk, trunkName } = this.inUse;
    // Names may be given twice; older detectors have only that.
    const network = networks.find(({ hash }) => hash === trunk) ?? networks.find(({ card }) => card.name === trunkName);
    return network ? { name, settings, model: network.hash } : null;
  }

  /** The photo on which a person's word would teach most, of those not gone to yet; null: there is none. */
  async nextUseful(shown: PhotoId | null): Promise<PhotoId | null> {
    const { inUse } = this;
    if (!inUse) return null;
    let next: PhotoId | null = null;
    if (shown !== null) this.#visited = [...this.#visited, shown];
    await this.#attempt(async () => {
      const queue = await this.#engine.ask('detectors.queue', { model: inUse.model, limit: queueLength });
      next = queue.find(({ photo }) => !this.#visited.includes(photo))?.photo ?? null;
      this.exhausted = next === null;
      // A second round begins where the first one did.
      if (next === null) this.#visited = [];
    });
    return next;
  }

  /** Judges the detector by the drawn boxes of the photos of a filter. */
  measure(filter: PhotoFilter): void {
    const { inUse } = this;
    if (!inUse) return;
    void this.measuring.run(
      (options) => this.#engine.ask('detectors.evaluate', { filter, model: inUse.model }, options),
      (report) => (this.#measured = { model: inUse.model, report }),
    );
  }

  async #follow(job: JobRecord): Promise<void> {
    const { learning } = this;
    if (job.id !== learning?.job) return;
    if (job.state !== 'done' && job.state !== 'stopped' && job.state !== 'failed') return;
    this.learning = null;
    this.learningProblem = job.problem;
    if (job.state !== 'done') return;
    await this.load();
    if (this.inUse) this.learned = { before: learning.before, after: this.inUse };
  }

  async #attempt(gesture: () => Promise<unknown>): Promise<void> {
    try {
      await gesture();
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}
