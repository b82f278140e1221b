import { fail, problemOf } from '../../contract/index.ts';
import type { JobKind, JobRecord } from '../../contract/index.ts';
import type { JobPatch, Library, NewJob, StoredJob } from '../library/index.ts';
import { slidingRate } from './rate.ts';
import type { Rate } from './rate.ts';
import { stopNow } from './stopping.ts';

/** Kinds that wait in the queue. */
export type QueuedKind = Exclude<JobKind, 'devices.probe'>;

/** What a job gets while it runs. */
export interface JobScope {
  readonly id: number;
  readonly task: unknown;
  readonly signal: AbortSignal;
  /** How it stands now. */
  readonly job: StoredJob;
  report(patch: Pick<JobPatch, 'unit' | 'done' | 'total' | 'failed' | 'message'>): void;
}

export interface JobType {
  /** Jobs of one lane run one after the other; lanes run side by side. */
  readonly lane: 'disk' | 'runner' | 'network';
  /** Does what is left to do, and answers the line that stays when it is done. */
  run(scope: JobScope): Promise<string>;
}

export interface QueueEvents {
  onChange(job: JobRecord): void;
  onCleared(job: number): void;
}

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
  /** What the job becomes when it has let go. */
  becomes: 'paused' | 'stopped' | 'waiting';
}

const announceEveryMs = 200;
const storeEveryMs = 2_000;

/** The queue. Its rows are in the library, so that what was running when the process died goes on at the next start. */
export class Queue {
  readonly #library: Library;
  readonly #types: Record<QueuedKind, JobType>;
  readonly #events: QueueEvents;
  readonly #jobs = new Map<number, StoredJob>();
  readonly #running = new Map<number, Running>();
  readonly #rates = new Map<number, Rate>();
  readonly #announcedMs = new Map<number, number>();
  readonly #storedMs = new Map<number, number>();
  #closed = false;

  constructor(library: Library, types: Record<QueuedKind, JobType>, events: QueueEvents) {
    this.#library = library;
    this.#types = types;
    this.#events = events;
    for (const job of library.jobs.all()) this.#jobs.set(job.id, job);
    for (const job of this.#jobs.values()) if (job.state === 'running') this.#change(job.id, { state: 'waiting' });
    this.#startNext();
  }

  list(): JobRecord[] {
    return [...this.#jobs.values()].map((job) => this.#record(job));
  }

  add(job: NewJob): number {
    const id = this.#library.jobs.add(job);
    this.adopt(id);
    return id;
  }

  /** Takes up a job whose row was written together with its work. */
  adopt(id: number): void {
    const job = this.#library.jobs.find(id) ?? fail('job/unknown', { job: id });
    this.#jobs.set(id, job);
    this.#announce(job);
    this.#startNext();
  }

  stop(id: number): void {
    this.#leave(id, 'stopped');
  }

  pause(id: number): void {
    this.#leave(id, 'paused');
  }

  resume(id: number): void {
    const { state } = this.#known(id);
    const running = this.#running.get(id);
    // Still letting go: it goes on as soon as it has.
    if (running) running.becomes = 'waiting';
    else if (state === 'paused' || state === 'stopped' || state === 'failed')
      this.#change(id, { state: 'waiting', problem: null, message: '' });
    this.#startNext();
  }

  /** Takes an ended job off the list; one that is under way stays. */
  clear(id: number): void {
    const { state } = this.#known(id);
    if (state === 'running' || state === 'waiting' || state === 'paused') return;
    this.#library.jobs.remove(id);
    this.#jobs.delete(id);
    this.#events.onCleared(id);
  }

  /** Resolves when a job that runs has let go; at once for any other. */
  async settled(id: number): Promise<void> {
    await this.#running.get(id)?.ended;
  }

  /** Lets go of everything; what was running goes on at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const running of this.#running.values()) {
      running.becomes = 'waiting';
      stopNow(running.controller);
    }
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  #known(id: number): StoredJob {
    return this.#jobs.get(id) ?? fail('job/unknown', { job: id });
  }

  #leave(id: number, becomes: 'paused' | 'stopped'): void {
    const { state } = this.#known(id);
    const running = this.#running.get(id);
    if (running) {
      running.becomes = becomes;
      stopNow(running.controller);
    } else if (state === 'waiting' || state === 'paused') this.#change(id, { state: becomes });
  }

  #startNext(): void {
    if (this.#closed) return;
    for (const job of this.#jobs.values()) {
      if (job.state !== 'waiting' || this.#running.has(job.id)) continue;
      const { lane } = this.#typeOf(job);
      const isBusy = [...this.#running.keys()].some((id) => this.#typeOf(this.#known(id)).lane === lane);
      if (!isBusy) this.#start(job);
    }
  }

  #typeOf(job: StoredJob): JobType {
    return this.#types[job.kind as QueuedKind];
  }

  #start(job: StoredJob): void {
    const controller = new AbortController();
    this.#rates.set(job.id, slidingRate());
    this.#change(job.id, { state: 'running' });
    const ended = this.#run(job.id, controller.signal).finally(() => {
      this.#running.delete(job.id);
      this.#startNext();
    });
    this.#running.set(job.id, { controller, ended, becomes: 'stopped' });
  }

  async #run(id: number, signal: AbortSignal): Promise<void> {
    const { task } = this.#known(id);
    const known = (): StoredJob => this.#known(id);
    const scope: JobScope = {
      ...{ id, task, signal },
      get job() {
        return known();
      },
      report: (patch) => this.#report(id, patch),
    };
    try {
      // A turn of the event loop, so that nobody's command waits for the first step of its job.
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      const message = await this.#typeOf(this.#known(id)).run(scope);
      this.#change(id, { state: 'done', message });
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (signal.aborted) this.#change(id, { state: this.#running.get(id)?.becomes ?? 'stopped' });
      else this.#change(id, { state: 'failed', message: problem.message, problem });
    }
  }

  #report(id: number, patch: JobPatch): void {
    const nowMs = Date.now();
    const before = this.#known(id);
    const job = { ...before, ...patch };
    this.#jobs.set(id, job);
    // Another phase counts something else, at another speed.
    if (job.unit !== before.unit || job.done < before.done) this.#rates.set(id, slidingRate());
    this.#rates.get(id)?.note(job.done, nowMs);
    if (nowMs - (this.#storedMs.get(id) ?? 0) >= storeEveryMs) {
      this.#storedMs.set(id, nowMs);
      this.#library.jobs.update(job, {});
    }
    if (nowMs - (this.#announcedMs.get(id) ?? 0) >= announceEveryMs) this.#announce(job);
  }

  #change(id: number, patch: JobPatch): void {
    const job = this.#library.jobs.update(this.#known(id), patch);
    this.#jobs.set(id, job);
    this.#announce(job);
  }

  #announce(job: StoredJob): void {
    this.#announcedMs.set(job.id, Date.now());
    this.#events.onChange(this.#record(job));
  }

  #record(stored: StoredJob): JobRecord {
    const { task: _task, ...job } = stored;
    const perSecond = job.state === 'running' ? (this.#rates.get(job.id)?.perSecond(Date.now()) ?? null) : null;
    const left = job.total === null ? null : Math.max(0, job.total - job.done);
    const secondsLeft = left === null || perSecond === null || perSecond === 0 ? null : left / perSecond;
    return { ...job, perSecond, secondsLeft };
  }
}
