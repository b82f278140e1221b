import { failure } from '../../contract/index.ts';
import type { EngineContract, Handlers } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { acceptable, previewOf } from '../finding/index.ts';

type FindMethod = Extract<keyof EngineContract, `${'features' | 'find' | 'suggestions'}.${string}`>;

/** What is found in a library, and what is suggested for its photos. */
export function findHandlers(engine: Engine) {
  const { finding, announcements } = engine;
  const open = async () => (await engine.session()).library;

  return {
    'features.state': () => finding.features(),
    'features.index': async () => {
      const model = await engine.chosenModel();
      if (model === null) throw failure('model/none', {});
      return { job: await finding.look(model) };
    },

    'find.run': async (search, scope) => {
      scope.progress({ done: 0, total: 1 });
      const set = await finding.searches.run(await open(), search);
      scope.progress({ done: 1, total: 1 });
      return set;
    },
    'find.list': () => finding.searches.list(),
    'find.why': ({ found, photos }) => finding.searches.why(found, photos),

    'suggestions.state': () => finding.suggestions(),
    'suggestions.choose': ({ source }) => finding.chooseSource(source),
    'suggestions.preview': async ({ filter, from }) => previewOf((await open()).finding, filter, from),
    'suggestions.accept': async (wanted) => {
      const library = await open();
      const suggested = acceptable(library.finding, wanted);
      return { photos: suggested.length, history: announcements.edited(library.finding.accept(suggested)) };
    },
  } satisfies Pick<Handlers<EngineContract>, FindMethod>;
}
