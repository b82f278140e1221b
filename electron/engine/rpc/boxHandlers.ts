import { failure } from '../../contract/index.ts';
import type { EditHistory, EngineContract, Handlers } from '../../contract/index.ts';
import { bestOverlap, proposalRecall } from '../../runner/vision/index.ts';
import { boxLosses, importBoxes, sourceOf, type BoxExportTask } from '../detection/index.ts';
import type { Engine } from '../engine.ts';
import { counted, signalOf } from '../jobs/index.ts';

type BoxMethod = Extract<keyof EngineContract, `boxes.${string}` | `proposals.${string}`>;

/** Boxes that people draw, and regions that may hold a thing. */
export function boxHandlers(engine: Engine) {
  const { grants, runner, detectors, announcements, session } = engine;
  const edited = (history: EditHistory): EditHistory => announcements.edited(history);
  const open = async () => (await session()).library;
  const boxes = async () => (await open()).boxes;

  return {
    'boxes.of': async ({ photo }) => (await boxes()).of(photo, await detectors.inUse()),
    'boxes.classes': async () => (await boxes()).classes(),
    'boxes.draw': async ({ photo, boxes: drawn }) => {
      const made = (await boxes()).draw(photo, drawn);
      edited(made.history);
      return made;
    },
    'boxes.change': async ({ changes }) => edited((await boxes()).change(changes)),
    'boxes.remove': async ({ ids }) => edited((await boxes()).remove(ids)),
    'boxes.copy': async ({ from, to }) => edited((await boxes()).copy(from, to)),
    'boxes.accept': async ({ found }) => {
      const made = (await boxes()).accept(found);
      edited(made.history);
      return made;
    },
    'boxes.reject': async ({ found }) => edited((await boxes()).reject(found)),
    'boxes.complete': async ({ photos, complete }) => edited((await boxes()).complete(photos, complete)),

    'boxes.import': async ({ grants: granted }, scope) => {
      const paths = grants.paths(granted, 'photos', 'folder');
      const watch = { signal: signalOf(scope), onProgress: (step: Step) => scope.progress(step) };
      const done = await importBoxes(await open(), paths, watch);
      edited(done.history);
      return done;
    },
    'boxes.losses': async ({ filter, formats }) => {
      const library = await open();
      return boxLosses(library, library.ids(filter, 'added'), formats);
    },
    'boxes.export': async ({ filter, formats, target }) => {
      const [folder] = grants.paths([target], 'folder');
      if (folder === undefined) throw failure('library/grant-unknown', {});
      const { library, queue } = await session();
      const task: BoxExportTask = { filter, formats, folder };
      const total = library.boxes.photos(library.ids(filter, 'added')).length;
      const title = `Boxes of ${counted(total, 'photo')}`;
      return { job: queue.add({ kind: 'boxes.export', title, task, unit: 'photos', total }) };
    },

    'proposals.of': async ({ photo, source, most }, scope) => {
      const library = await open();
      const { path } = sourceOf(library, photo);
      const found = await runner.ask('proposals.find', { path, source, most }, { signal: signalOf(scope) });
      const overlaps = library.boxes.of(photo, null).drawn.map(({ box }) => bestOverlap(box, found.boxes));
      const recall = overlaps.length === 0 ? null : proposalRecall(overlaps).recall;
      return { boxes: found.boxes, elapsedMs: found.elapsedMs, recall };
    },
    'proposals.trees': async ({ photo, source }, scope) => {
      const { path } = sourceOf(await open(), photo);
      return runner.ask('proposals.trees', { path, source }, { signal: signalOf(scope) });
    },
  } satisfies Pick<Handlers<EngineContract>, BoxMethod>;
}

interface Step {
  readonly done: number;
  readonly total: number;
}
