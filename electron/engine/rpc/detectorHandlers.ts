import { FoveaError } from '../../contract/index.ts';
import type { EngineContract, Handlers } from '../../contract/index.ts';
import { checkLearnable, judgeByLibrary, learnable, searcher, sourceOf } from '../detection/index.ts';
import type { DetectorTask, FindTask } from '../detection/index.ts';
import type { Engine } from '../engine.ts';
import { signalOf } from '../jobs/index.ts';
import { emptyFolder } from './emptyFolder.ts';

type DetectorMethod = Extract<keyof EngineContract, `detectors.${string}`>;

/** Detectors that learn from the boxes of the library, and what they find there. */
export function detectorHandlers(engine: Engine) {
  const { grants, runner, detectors, devices, training, session } = engine;
  const { cacheDir } = detectors;
  const device = () => devices.choice().inUse;
  const known = (hash: string) => training.known(hash);

  return {
    'detectors.list': () => detectors.list(),
    'detectors.choose': ({ model }) => detectors.choose(model),

    'detectors.train': async ({ name, model, settings }) => {
      const { library, queue } = await session();
      const { hash } = await known(model);
      checkLearnable(learnable(library));
      const task: DetectorTask = { name, model: hash, settings };
      const title = `Learn the detector “${name}”`;
      return { job: queue.add({ kind: 'detectors.train', title, task, unit: 'steps', total: null }) };
    },

    'detectors.look': async ({ photo, model: hash }, scope) => {
      const { library } = await session();
      const model = await known(hash);
      const [source, signal] = [sourceOf(library, photo), signalOf(scope)];
      const searched = await searcher({ runner, model, cacheDir, device: device(), seen: true }, signal)(source);
      if ('problem' in searched) {
        const { code, message, remedy } = searched.problem;
        throw new FoveaError(code, message, remedy);
      }
      const { detections: found, damaged } = searched.found;
      library.boxes.record(model.hash, { photo, found, damaged });
      return library.boxes.of(photo, model.hash);
    },

    'detectors.run': async ({ filter, model: wanted }) => {
      const { library, queue } = await session();
      const { hash, card } = await known(wanted);
      const task: FindTask = { model: hash };
      const title = `Look for things with ${card.name}`;
      const planned = { kind: 'detectors.run', title, task, unit: 'photos', total: null } as const;
      const job = library.boxes.plan(library.ids(filter, 'added'), hash, planned);
      queue.adopt(job);
      return { job };
    },

    'detectors.queue': async ({ model, limit }) => {
      const { library } = await session();
      return library.boxes.useful((await known(model)).hash, limit);
    },

    'detectors.evaluate': async ({ filter, model }, scope) => {
      const { library } = await session();
      const watch = {
        signal: signalOf(scope),
        onProgress: (step: { done: number; total: number }) => scope.progress(step),
      };
      const asked = { ids: library.ids(filter, 'added'), model };
      return judgeByLibrary({ library, runner, cacheDir, known, device: device() }, asked, watch);
    },

    'detectors.export': async ({ model, kind, target }, scope) => {
      const exported = await known(model);
      const folder = await emptyFolder(grants, target);
      const watch = {
        signal: signalOf(scope),
        onProgress: (step: { done: number; total: number }) => scope.progress(step),
      };
      return runner.ask('detectors.export', { model: exported, kind, folder }, watch);
    },
  } satisfies Pick<Handlers<EngineContract>, DetectorMethod>;
}
