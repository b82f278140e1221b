import type { EngineContract, Handlers, RunId, RunPlan, TrainingRun } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { signalOf } from '../jobs/index.ts';
import type { StoredJob } from '../library/index.ts';
import {
  checkUnchanged,
  makePlan,
  makeUnseenPlan,
  mapOf,
  nameFor,
  planAgain,
  predictionsOf,
  runJob,
  RunTask,
} from '../training/runs/index.ts';

type RunMethod =
  | 'training.start'
  | 'training.finish'
  | 'training.runs'
  | 'training.run'
  | 'training.predictions'
  | 'training.map'
  | 'training.rerun'
  | 'training.resume'
  | 'training.forgetRun'
  | 'training.restoreRun';

const never = { aborted: false, throwIfAborted: () => undefined };

/** Runs of the queue, and what came out of them. */
export function runHandlers(engine: Engine) {
  const { announcements, models, runner, session, training } = engine;
  const { runs, trainer } = training;
  const changed = (): void => announcements.announce('training.changed', {});

  /** The latest job of each run. */
  const jobsByRun = async (): Promise<ReadonlyMap<RunId, StoredJob>> => {
    const { library } = await session();
    const own = library.jobs.all().flatMap((job) => {
      const task = RunTask.safeParse(job.kind === 'training.run' ? job.task : null);
      return task.success ? [[task.data.run, job] as const] : [];
    });
    return new Map(own);
  };

  const queued = async (plan: RunPlan): Promise<{ run: RunId; job: number }> => {
    const { queue } = await session();
    await runs.create(plan);
    const job = queue.add(runJob(plan));
    changed();
    return { run: plan.id, job };
  };

  return {
    'training.start': async ({ dataset, model, settings, name }) => {
      await session();
      const { datasets, device } = training;
      const known = await datasets.get(dataset);
      const base = (await models.find(model)).model;
      const called = name.trim() || nameFor(known.name, base.card.name, settings);
      const wanted = { name: called, dataset, base, settings, device: device() };
      const classNames = known.classes.map(({ className }) => className);
      if (!known.surveyed) return queued(makeUnseenPlan(wanted, classNames));
      return queued(makePlan({ ...wanted, set: await datasets.examples(dataset, settings) }));
    },

    'training.finish': async ({ run }) => {
      const [{ queue }, job] = [await session(), (await jobsByRun()).get(run)];
      await trainer.finish(run);
      // One that waits for somebody goes on, to end as soon as it has something to keep.
      if (job && (job.state === 'paused' || job.state === 'stopped')) queue.resume(job.id);
    },

    'training.runs': async () => {
      const [all, jobs] = await Promise.all([runs.list(), jobsByRun()]);
      return all.map((run) => withJob(run, jobs.get(run.id)));
    },

    'training.run': async ({ run: id }) => {
      const [run, plan, epochs, jobs] = await Promise.all([runs.find(id), runs.plan(id), runs.epochs(id), jobsByRun()]);
      const job = jobs.get(id);
      return { run: withJob(run, job), settings: plan.settings, epochs, job: job?.id ?? null };
    },

    'training.predictions': async ({ run: id, of, limit }) => {
      const [{ classNames }, all, { library }] = [await runs.find(id), await runs.predictions(id), await session()];
      const found = predictionsOf(all, of, classNames.length);
      const rows = found.slice(0, limit);
      const photos = library.idsAt(rows.map(({ path }) => path));
      return {
        total: found.length,
        rows: rows.map((row) => {
          const photo = photos.get(row.path) ?? null;
          return { ...row, photo, label: photo === null ? null : library.detail(photo).label };
        }),
      };
    },

    'training.map': async ({ run }, scope) => {
      const watch = {
        signal: signalOf(scope),
        onProgress: (step: { done: number; total: number }) => scope.progress(step),
      };
      const points = await mapOf(run, training, runner, watch);
      const photos = (await session()).library.idsAt(points.map(({ path }) => path));
      return points.map((point) => ({ ...point, photo: photos.get(point.path) ?? null }));
    },

    'training.rerun': async ({ run }) => {
      const [plan, { result }] = [await runs.plan(run), await runs.find(run)];
      await checkUnchanged(plan.examples, { stop: never, onProgress: () => undefined });
      return queued(planAgain(plan, result));
    },

    'training.resume': async ({ run }) => {
      const [{ queue }, job] = [await session(), (await jobsByRun()).get(run)];
      const isHere = job !== undefined && job.state !== 'done';
      // A run that is under way elsewhere, at the command line, is not begun twice.
      if (job?.state !== 'running') await runs.checkFree(run);
      if (isHere) queue.resume(job.id);
      const id = isHere ? job.id : queue.add(runJob(await runs.plan(run)));
      changed();
      return { job: id };
    },

    'training.forgetRun': async ({ run }) => {
      const [{ queue }, job] = [await session(), (await jobsByRun()).get(run)];
      if (job) {
        queue.stop(job.id);
        await queue.settled(job.id);
        queue.clear(job.id);
      }
      await runs.forget(run);
      changed();
    },

    'training.restoreRun': async ({ run }) => {
      await runs.restore(run);
      changed();
    },
  } satisfies Pick<Handlers<EngineContract>, RunMethod>;
}

/** What is under way the queue knows; how a run ended its folder knows. */
export function withJob(run: TrainingRun, job: Pick<StoredJob, 'state'> | undefined): TrainingRun {
  if (job && ['waiting', 'running', 'paused'].includes(job.state)) return { ...run, state: job.state, problem: null };
  // Taken off the list before its turn came.
  return run.state === 'waiting' ? { ...run, state: 'stopped' } : run;
}
