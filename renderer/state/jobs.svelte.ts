import { SvelteMap } from 'svelte/reactivity';
import { problemOf } from '../../electron/contract/index.ts';
import type { JobId, JobRecord, Problem } from '../../electron/contract/index.ts';
import type { Engine } from '../engine/client.ts';

/** Long work, running and ended, oldest first. */
export class Jobs {
  readonly #engine: Engine;
  readonly #byId = new SvelteMap<JobId, JobRecord>();

  readonly all = $derived([...this.#byId.values()].sort((a, b) => a.id - b.id));
  readonly active = $derived(this.all.filter(isActive));
  problem = $state.raw<Problem | null>(null);

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.on('jobs.changed', (job) => void this.#byId.set(job.id, job));
    engine.on('jobs.cleared', ({ job }) => void this.#byId.delete(job));
  }

  async load(): Promise<void> {
    await this.#attempt(async () => {
      const jobs = await this.#engine.ask('jobs.list', undefined);
      this.#byId.clear();
      for (const job of jobs) this.#byId.set(job.id, job);
    });
  }

  stop(job: JobId): Promise<void> {
    return this.#attempt(() => this.#engine.ask('jobs.stop', { job }));
  }

  pause(job: JobId): Promise<void> {
    return this.#attempt(() => this.#engine.ask('jobs.pause', { job }));
  }

  resume(job: JobId): Promise<void> {
    return this.#attempt(() => this.#engine.ask('jobs.resume', { job }));
  }

  clear(job: JobId): Promise<void> {
    return this.#attempt(() => this.#engine.ask('jobs.clear', { job }));
  }

  async #attempt(gesture: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await gesture();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}

/** Still to be done, at least in part. */
export const isActive = (job: JobRecord): boolean =>
  job.state === 'waiting' || job.state === 'running' || job.state === 'paused';
