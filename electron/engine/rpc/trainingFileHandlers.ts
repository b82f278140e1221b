import type { EngineContract, Handlers, KnownModel, ProgressOf, RunId, RunPlan, Scope } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { signalOf } from '../jobs/index.ts';
import { evaluateSource } from '../training/evaluate.ts';
import { checkUnchanged, lookingStep, makePlan, nameFor, planAgain, readmeOf } from '../training/runs/index.ts';
import type { DatasetSource } from '../training/datasets/index.ts';
import { emptyFolder } from './emptyFolder.ts';
import { sourceOf } from './sources.ts';

type FileMethod =
  'training.files' | 'training.resumeFiles' | 'training.rerunFiles' | 'training.evaluate' | 'training.export';
type Progress = ProgressOf<EngineContract['training.files']>;

/** What learns, judges and exports without a library, beside an open window. */
export function trainingFileHandlers(engine: Engine) {
  const { grants, models, runner, training } = engine;
  const { runs, trainer, cacheDir, device } = training;

  /** Looks at the files of a source, with the features of the model that will be trained. */
  const look = async (source: DatasetSource, model: KnownModel, scope: Scope<Progress>): Promise<string> => {
    const dataset = training.datasets.open(source);
    await training.datasets.survey(dataset, {
      ...{ runner, model, cacheDir, device: device(), signal: signalOf(scope) },
      onProgress: ({ done, total }) => scope.progress(before(done, total, 'Looking at the photos')),
    });
    return dataset;
  };

  const train = async (run: RunId, scope: Scope<Progress>) => {
    const signal = signalOf(scope);
    const trained = await trainer.train(run, { signal, onProgress: (step) => scope.progress({ ...step, run }) });
    return { run: trained, path: runs.files(run).network, perClass: perClassOf(await runs.plan(run)) };
  };

  const planned = async (plan: RunPlan): Promise<RunId> => {
    await runs.create(plan);
    return plan.id;
  };

  return {
    'training.files': async ({ source: asked, model, settings, name }, scope) => {
      const source = sourceOf(grants, asked);
      const base = (await models.find(model ?? (await engine.chosenModel()))).model;
      const dataset = await look(source, await training.known(base.hash), scope);
      const set = await training.datasets.examples(dataset, settings);
      const { name: from } = await training.datasets.get(dataset);
      const called = name.trim() || nameFor(from, base.card.name, settings);
      const run = await planned(makePlan({ name: called, dataset, set, base, settings, device: device() }));
      const { length } = set.examples;
      scope.progress({ ...before(length, length, 'Looking at the photos'), run, findings: set.findings });
      return { ...(await train(run, scope)), findings: set.findings };
    },

    'training.resumeFiles': ({ run }, scope) => train(run, scope),

    'training.rerunFiles': async ({ run: first }, scope) => {
      const [plan, { result }] = [await runs.plan(first), await runs.find(first)];
      const { length } = plan.examples;
      const onProgress = (done: number): void => scope.progress(before(done, length, 'Comparing the photos'));
      await checkUnchanged(plan.examples, { stop: scope.stop, onProgress });
      const ended = await train(await planned(planAgain(plan, result)), scope);
      return { ...ended, same: ended.run.again?.same === true };
    },

    'training.evaluate': async ({ source, model }, scope) =>
      evaluateSource(
        runner,
        { source: sourceOf(grants, source), model: await training.known(model), device: device() },
        { signal: signalOf(scope), onProgress: (step) => scope.progress(step) },
      ),

    'training.export': async ({ model, target }, scope) => {
      const folder = await emptyFolder(grants, target);
      const known = await training.known(model);
      const record = await readmeOf(runs, known.card.run);
      const watch = {
        signal: signalOf(scope),
        onProgress: (step: { done: number; total: number }) => scope.progress(step),
      };
      return runner.ask('training.export', { model: known, folder, record }, watch);
    },
  } satisfies Pick<Handlers<EngineContract>, FileMethod>;
}

/** [C] examples of each class. */
function perClassOf({ classNames, examples }: RunPlan): number[] {
  const counts = classNames.map(() => 0);
  for (const { classIndices } of examples) for (const index of classIndices) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}

/** How far the work is that comes before the run. */
const before = (done: number, total: number, message: string): Progress => ({
  ...lookingStep(done, total, message),
  run: null,
});
