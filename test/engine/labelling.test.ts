import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tints, writeClassFolders } from '../support/classFolders.ts';
import { allPhotos, forkEngine, importPaths, jobsEnded } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { labelLibrary } from '../support/simulatedPerson.ts';
import { suggestionsWhen } from '../support/suggestions.ts';

// The short form of `npm run bench:labelling`: fewer photos, of drawn scenes, and the network in the box.

test(
  'suggestions that learn spare a person a good part of the gestures, and nearly all labels are right',
  { timeout: 180_000 },
  async () => {
    const folder = temporaryFolder();
    const engine = forkEngine(join(folder.path, 'data'), join(folder.path, 'models'));
    try {
      await writeClassFolders(join(folder.path, 'photos'), 24);
      await importPaths(engine, [join(folder.path, 'photos')]);
      await jobsEnded(engine, 120_000);
      const photos = await allPhotos(engine);
      await engine.window.ask('features.index', undefined);
      await suggestionsWhen(
        engine,
        ({ features, missing }) => features.known === photos.length && missing.startsWith('Give'),
      );
      await engine.window.ask('suggestions.choose', { source: 'labels' });
      const truths = new Map(photos.map(({ id, fileName }) => [id, fileName.split(' ')[0] ?? '']));
      const figures = await labelLibrary(engine, {
        truthOf: (photo) => truths.get(photo) ?? '',
        ...{ photos: photos.length, until: 0.95, batch: 4, way: 24 },
      });
      expect(photos).toHaveLength(24 * tints.length);
      expect(figures.right).toBeGreaterThanOrEqual(0.95);
      expect(figures.gestures / photos.length).toBeLessThan(0.65);
      expect(figures.accepted).toBeGreaterThan(photos.length / 3);
    } finally {
      await engine.close();
      folder.remove();
    }
  },
);
