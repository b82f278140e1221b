import type { Handlers, Preprocessing, ShellContract } from '../../contract/index.ts';
import type { Engine } from '../engine.ts';
import { locatePicture } from '../images/index.ts';
import type { WantedPicture } from '../images/index.ts';

/** Answers to the shell itself. `end` ends the process when all is written. */
export function shellHandlers(engine: Engine, end: () => void): Handlers<ShellContract> {
  return {
    'grants.add': ({ paths }) => engine.grants.add(paths),
    'grants.addFolder': ({ path }) => engine.grants.addFolder(path),

    'images.locate': async ({ photo, kind, model, fit }) => {
      const { library } = await engine.session();
      const original = library.source(photo);
      const wanted = async (): Promise<WantedPicture> => {
        if (kind === 'network') return { kind, preprocessing: await preprocessingOf(engine, model, fit) };
        if (kind !== 'full') return { kind };
        const { format, orientation } = library.detail(photo);
        return { kind, format, orientation };
      };
      return locatePicture(engine.pictures, original, await wanted());
    },

    'looks.locate': async ({ look }) => ({
      path: await engine.looks.locate(look),
      mediaType: 'application/gzip',
      immutable: true,
    }),

    'lab.locate': ({ run, file }) => engine.labRuns.locate(run, file),

    'photos.path': async ({ photo }) => ({ path: (await engine.session()).library.source(photo).path }),

    'engine.close': async () => {
      await engine.close();
      // The answer leaves first.
      setTimeout(end, 20);
    },
  };
}

/** The preprocessing of a model, null being the one in use, with another fit where one is given. */
export async function preprocessingOf(
  engine: Engine,
  model: string | null,
  fit: Preprocessing['fit'] | null,
): Promise<Preprocessing> {
  const { preprocessing } = (await engine.models.find(model ?? (await engine.chosenModel()))).model.card;
  return fit === null ? preprocessing : { ...preprocessing, fit };
}
