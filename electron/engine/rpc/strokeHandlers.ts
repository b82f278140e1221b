import type { EngineContract, Handlers, Scope } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { signalOf } from '../jobs/index.ts';
import {
  beginStrokes,
  saveStrokes,
  strokeAnswer,
  strokeRegions,
  type StrokeNeeds,
  type Watch,
} from '../segmentation/index.ts';

type StrokeMethod = Extract<keyof EngineContract, `strokes.${string}`>;

/** Segmenters in the making, and what a person paints for them. */
export function strokeHandlers(engine: Engine) {
  const { looks, models, runner, devices, training, announcements, session } = engine;
  const { edited } = announcements;
  const strokes = async () => (await session()).library.strokes;
  const needs = async (): Promise<StrokeNeeds> => ({
    ...{ library: (await session()).library, runner, looks, models },
    known: (hash) => training.known(hash),
    device: () => devices.choice().inUse,
  });
  const watching = (scope: Scope<{ done: number; total: number }>): Watch => ({
    signal: signalOf(scope),
    onProgress: (step) => scope.progress(step),
  });

  return {
    'strokes.sets': async () => (await strokes()).sets(),
    'strokes.begin': async (input, scope) => {
      const begun = await beginStrokes(await needs(), input, watching(scope));
      edited(begun.history);
      return begun;
    },
    'strokes.change': async ({ set, ...change }) => edited((await strokes()).change(set, change)),
    'strokes.remove': async ({ set }) => edited((await strokes()).remove(set)),
    'strokes.of': async ({ set, photo }) => (await strokes()).of((await strokes()).set(set).id, photo),
    'strokes.paint': async ({ set, photo, strokes: painted }) => edited((await strokes()).paint(set, photo, painted)),
    'strokes.clear': async ({ set, photo }) => edited((await strokes()).clear(set, photo)),
    'strokes.answer': async (input, scope) => strokeAnswer(await needs(), input, watching(scope)),
    'strokes.regions': async (input, scope) => strokeRegions(await needs(), input, watching(scope)),
    'strokes.save': async (input, scope) => saveStrokes(await needs(), input, watching(scope)),
  } satisfies Pick<Handlers<EngineContract>, StrokeMethod>;
}
