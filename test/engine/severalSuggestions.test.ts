import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tints, writeClassFolders } from '../support/classFolders.ts';
import { allPhotos, forkEngine, importPaths, jobsEnded, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { suggestionsWhen } from '../support/suggestions.ts';

// Photos that carry several classes teach one machine each; with the real engine and the network in the box.

const perClass = 10;
const taught = 5;
const folder = temporaryFolder();
let engine: ForkedEngine;

beforeAll(async () => {
  await writeClassFolders(join(folder.path, 'photos'), perClass);
  engine = forkEngine(join(folder.path, 'data'), join(folder.path, 'models'));
  await importPaths(engine, [join(folder.path, 'photos')]);
  await engine.window.ask('features.index', undefined);
  await jobsEnded(engine);
}, 120_000);

afterAll(async () => {
  await engine.close();
  folder.remove();
});

test('a class that photos of two kinds share is suggested beside the one of their own', async () => {
  const { window } = engine;
  await window.ask('classes.labelling', { labelling: 'several' });
  const kinds = Map.groupBy(await allPhotos(engine), ({ fileName }) => fileName.split(' ')[0] ?? '');
  const [first, second] = tints;
  const expected = (kind: string): readonly string[] => (kind === first || kind === second ? [kind, 'shared'] : [kind]);
  for (const [kind, photos] of kinds)
    for (const className of expected(kind))
      await window.ask('library.tag', { photos: photos.slice(0, taught).map(({ id }) => id), className, on: true });
  await suggestionsWhen(engine, ({ head }) => head?.examples === 3 * taught && head.classes === 4);
  await window.ask('suggestions.choose', { source: 'labels' });
  const answers: { isRight: boolean; together: number }[] = [];
  for (const [kind, photos] of kinds)
    for (const { id } of photos.slice(taught)) {
      const { top } = await window.ask('library.photo', { photo: id });
      for (const { className, probability } of top)
        answers.push({
          isRight: probability > 0.5 === expected(kind).includes(className),
          together: top.reduce((sum, one) => sum + one.probability, 0),
        });
    }
  // Each class is answered by itself: together they may be more than one.
  expect(answers.filter(({ together }) => together > 1.2).length).toBeGreaterThan(0);
  expect(answers.filter(({ isRight }) => isRight).length / answers.length).toBeGreaterThan(0.75);
});
