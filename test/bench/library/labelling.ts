// How many gestures it takes to label a library with suggestions that learn: `npm run bench:labelling [-- NETWORK WAY]`.
//
// A simulated person (test/support/simulatedPerson.ts) labels flowers5 in a real engine, until 95 % of all photos carry the
// right label: photo by photo with previews of all sure suggestions (`queue`), or by pages of 60 or 100 suggestions. The bar
// is a quarter of the gestures of labelling one by one.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { allPhotos, forkEngine, importPaths, jobsEnded, type ForkedEngine } from '../../support/engine.ts';
import { temporaryFolder } from '../../support/fovea.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';
import { labelLibrary } from '../../support/simulatedPerson.ts';
import { suggestionsWhen } from '../../support/suggestions.ts';
import { knownModel } from '../learning/flowers.ts';

const shared = sharedDir();
if (shared === null) throw new Error(sharedAbsent);
const flowers = join(shared, 'data', 'flowers5');
const [network, onlyWay] = process.argv.slice(2);

for (const name of ['built-in', 'mobilenetv2'] as const)
  for (const way of ['queue', 60, 100] as const)
    if ((network ?? name) === name && (onlyWay ?? String(way)) === String(way))
      console.log(`${name}, ${way === 'queue' ? 'queue' : `pages of ${way}`}: ${await once(name, way)}`);

async function once(name: 'built-in' | 'mobilenetv2', way: 'queue' | number): Promise<string> {
  const folder = temporaryFolder();
  const engine = forkEngine(join(folder.path, 'data'), join(folder.path, 'models'));
  try {
    if (name === 'mobilenetv2') await chooseMobileNet(engine);
    return await measured(engine, way);
  } finally {
    await engine.close();
    folder.remove();
  }
}

async function chooseMobileNet({ shell, window }: ForkedEngine): Promise<void> {
  const { path, hash, card } = knownModel('mobilenetv2_1.0_224_imagenet');
  const [grant] = await shell.ask('grants.add', { paths: [path] });
  const added = await window.ask('models.add', { grant: grant?.id ?? '' });
  await window.ask('models.saveCard', { model: hash, card: { ...card, classNames: added.card.classNames } });
  await window.ask('models.choose', { model: hash });
}

async function measured(engine: ForkedEngine, way: 'queue' | number): Promise<string> {
  const { window } = engine;
  await importPaths(engine, photosOf());
  await jobsEnded(engine, 600_000);
  const photos = await allPhotos(engine);
  const lookedMs = await timed(async () => {
    await window.ask('features.index', undefined);
    await jobsEnded(engine, 600_000);
    await suggestionsWhen(
      engine,
      ({ features, missing }) => features.known === photos.length && missing.startsWith('Give'),
    );
  });
  await window.ask('suggestions.choose', { source: 'labels' });
  const truths = new Map(
    await Promise.all(
      photos.map(async ({ id }) => {
        const { path } = await window.ask('library.photo', { photo: id });
        return [id, path.split(/[\\/]/).at(-2) ?? ''] as const;
      }),
    ),
  );
  const figures = await labelLibrary(engine, {
    truthOf: (photo) => truths.get(photo) ?? '',
    ...{ photos: photos.length, until: 0.95, batch: 10, way },
  });
  const { gestures, byHand, accepted, right, accuracy, tookMs } = figures;
  const share = (part: number): string => `${(100 * part).toFixed(1)} %`;
  const sorted = tookMs.toSorted((a, b) => a - b);
  return [
    `${photos.length} photos, ${gestures} gestures = ${share(gestures / photos.length)}`,
    `${byHand} labelled by hand, ${accepted} accepted; ${share(right)} right`,
    `cross-validated ${accuracy === null ? 'unknown' : share(accuracy)}`,
    `looked at in ${(lookedMs / 1000).toFixed(1)} s`,
    `${sorted.length} rounds of learning: median ${sorted[sorted.length >> 1] ?? 0} ms, longest ${sorted.at(-1) ?? 0} ms`,
  ].join('; ');
}

function photosOf(): string[] {
  const classes = readdirSync(join(flowers, 'train'));
  return classes.flatMap((name) => ['train', 'val'].map((part) => join(flowers, part, name)));
}

async function timed(run: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await run();
  return performance.now() - from;
}
