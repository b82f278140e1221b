import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { everything, PhotographerSettings, type Sha256 } from '../../electron/contract/index.ts';
import { writeTinted } from '../support/classFolders.ts';
import { forkEngine, importPaths, jobsEnded, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';

// Photographers with the real engine and runner and the network in the box: what a window would ask, in its order. Each of
// three photographers has a light of their own; one of them has names in Chinese, one in Arabic letters.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const people = [
  ['Ada Lovelace', 'red'],
  ['فاطمة', 'green'],
  ['李明', 'blue'],
] as const;
const perPerson = 6;
const settings = PhotographerSettings.parse({
  repetitions: 1,
  folds: 2,
  guards: false,
  baselines: false,
  strangers: false,
});

let engine: ForkedEngine;
let trunk: Sha256;
let model: Sha256;
let heard = 0;

const stop = { onProgress: () => undefined };
const grantsOf = async (paths: readonly string[]): Promise<string[]> =>
  (await engine.shell.ask('grants.add', { paths })).map(({ id }) => id);

/** Opens a collection, learns from it, and answers how the job ended. */
async function learned(paths: readonly string[], name: string) {
  const source = { kind: 'folders', grants: await grantsOf(paths) } as const;
  const { dataset } = await engine.window.ask('training.open', { source });
  const { job } = await engine.window.ask('photographers.learn', { dataset, model: trunk, settings, name });
  return (await jobsEnded(engine)).find(({ id }) => id === job);
}

beforeAll(async () => {
  mkdirSync(at('models'));
  for (const [person, [name, tint]] of people.entries())
    for (let photo = 0; photo < perPerson; photo += 1)
      await writeTinted(at('photos', name, `${photo}.jpg`), tint, 1 + photo + 1000 * person);
  await writeTinted(at('stranger', 'who.jpg'), 'blue', 77_000);
  engine = forkEngine(at('data'), at('models'));
  engine.window.on('photographers.changed', () => (heard += 1));
  trunk = (await engine.window.ask('models.shelf', undefined)).chosen ?? '';
}, 60_000);

afterAll(async () => {
  await engine.close();
  folder.remove();
});

test('photographers are learned, listed and told apart, photo by photo', { timeout: 60_000 }, async () => {
  const { window } = engine;
  await importPaths(engine, [at('stranger')]);
  expect(await learned([at('photos')], 'Three')).toMatchObject({ state: 'done', failed: 0 });
  expect(heard).toBeGreaterThan(0);
  const [three] = await window.ask('photographers.list', undefined);
  expect(three).toMatchObject({ name: 'Three', trunkName: 'fovea-base', report: { photos: 18, shoots: 18 } });
  expect(three?.report.classNames).toEqual(people.map(([name]) => name));
  model = three?.model ?? '';
  expect((await window.ask('models.shelf', undefined)).models.find(({ hash }) => hash === model)).toMatchObject({
    origin: 'trained',
    card: { name: 'Three', task: 'classification', classNames: people.map(([name]) => name) },
  });
  expect(readdirSync(at('data', 'photographers', model)).sort()).toEqual(['attributions.jsonl', 'record.json', 'rows']);

  const of = await window.ask('photographers.answers', { model, which: { kind: 'of', classIndex: 2 }, limit: 3 });
  expect(of).toMatchObject({ total: perPerson });
  expect(of.rows.map(({ probabilities }) => probabilities[2])).toEqual(
    of.rows.map(({ probabilities }) => probabilities[2]).toSorted((a = 0, b = 0) => b - a),
  );
  expect(of.rows.every(({ photo, path }) => photo !== null && path.includes('李明'))).toBe(true);
  const cell = { kind: 'cell', truth: 0, answer: 0 } as const;
  const { rows, total } = await window.ask('photographers.answers', { model, which: cell, limit: 50 });
  expect(rows.every(({ classIndex, answer }) => classIndex === 0 && answer === 0)).toBe(true);
  expect(total).toBe(Math.round(three?.report.confusion[0]?.[0] ?? -1));

  const [grant = ''] = await grantsOf([at('stranger', 'who.jpg')]);
  const seen = await window.ask('photographers.identify', { model, of: { grant } }, stop);
  expect(seen).toMatchObject({ path: at('stranger', 'who.jpg'), ranked: [{ className: '李明' }, {}, {}] });
  expect(seen.nearest.map(({ photos }) => photos.length)).toEqual([5, 5, 5]);
  expect(seen.nearest[0]?.photos[0]?.likeness).toBeLessThanOrEqual(1.0001);
  const [twin] = of.rows;
  const again = await window.ask('photographers.identify', { model, of: { photo: twin?.photo ?? 0 } }, stop);
  // The photo itself is the most alike.
  expect(again.nearest[0]?.photos[0]).toMatchObject({ path: twin?.path, likeness: expect.closeTo(1, 3) as number });
});

test('evidence, profiles and photos alike', { timeout: 60_000 }, async () => {
  const { window } = engine;
  const { rows } = await window.ask('photographers.answers', { model, which: { kind: 'of', classIndex: 0 }, limit: 1 });
  const path = { path: rows[0]?.path ?? '', photo: null };
  const asked = { model, path, className: 'Ada Lovelace', method: 'gradient' } as const;
  const map = await window.ask('photographers.evidence', asked, stop);
  expect(map).toMatchObject({ rows: 28, columns: 28, photoWidth: 80, photoHeight: 60 });
  expect(map.values).toHaveLength(28 * 28);
  // A photo that was dropped is known by its path from then on; any other file is none of the window's business.
  const dropped = { ...asked, path: { path: at('stranger', 'who.jpg'), photo: null } };
  expect(await window.ask('photographers.evidence', dropped, stop)).toMatchObject({ photoWidth: 80 });
  const elsewhere = { ...asked, path: { path: at('stranger', 'other.jpg'), photo: null } };
  await expect(window.ask('photographers.evidence', elsewhere, stop)).rejects.toMatchObject({
    code: 'library/photo-unknown',
  });

  const told = await window.ask('photographers.profiles', { model }, stop);
  expect(told).toMatchObject({ recognizer: 'fovea-base' });
  expect(told.profiles.map(({ className }) => className)).toEqual(people.map(([name]) => name));
  expect(told.profiles[0]?.typical.length).toBeGreaterThan(0);
  expect(told.photos.map((photo) => photo.path)).toEqual(told.profiles.flatMap(({ typical }) => typical));
  const kept = readFileSync(at('data', 'photographers', model, 'profiles.json'), 'utf8');
  expect(await window.ask('photographers.profiles', { model }, stop)).toEqual(told);
  expect(readFileSync(at('data', 'photographers', model, 'profiles.json'), 'utf8')).toBe(kept);

  const alike = { model, className: '李明', filter: everything, limit: 10 };
  const found = await window.ask('photographers.alike', alike, stop);
  // All others are of the collection.
  const [stranger] = (await window.ask('library.list', { filter: everything, order: 'added', offset: 0, limit: 1 }))
    .photos;
  expect(found).toMatchObject([{ photo: stranger?.id }]);
});

test('the game draws each photo once, and keeps the score over a restart', { timeout: 60_000 }, async () => {
  const ask = () => engine.window.ask('photographers.nextGuess', { model });
  const before = await ask();
  expect(before).toMatchObject({ score: { guesses: 0, right: 0, person: null, network: null, minutes: 0 } });
  expect(await ask()).toEqual(before);
  const path = before.next?.path ?? '';
  const wrong = { model, path, guess: null, milliseconds: 6000 };
  const { truth, answer, score } = await engine.window.ask('photographers.guess', wrong);
  expect(path).toContain(people[truth]?.[0] ?? '?');
  expect(score).toMatchObject({ guesses: 1, right: 0, network: Number(truth === answer), minutes: 0.1 });
  // Interval of E. B. Wilson for none of one.
  expect(score.person).toMatchObject({ value: 0, low: 0, high: expect.closeTo(0.7935, 4) as number });
  // A photo that was guessed keeps its first guess.
  expect((await engine.window.ask('photographers.guess', { ...wrong, guess: truth })).score).toEqual(score);

  const confirmed = async (): Promise<readonly string[]> => {
    const asked = { model, which: { kind: 'of', classIndex: 0 } as const, limit: 50 };
    const { rows } = await engine.window.ask('photographers.answers', asked);
    return rows.filter(({ isConfirmed }) => isConfirmed).map(({ path }) => path);
  };
  expect(await confirmed()).toEqual([]);
  const [first, second] = [0, 1].map((photo) => at('photos', people[0][0], `${photo}.jpg`));
  for (const path of [first, second])
    await engine.window.ask('photographers.confirm', { model, paths: [path ?? ''], isRight: true });
  await engine.window.ask('photographers.confirm', { model, paths: [second ?? ''], isRight: false });
  await engine.close();
  engine = forkEngine(at('data'), at('models'));
  expect(await confirmed()).toEqual([first]);
  const seen = [path];
  for (let { next } = await ask(); next; { next } = await ask()) {
    seen.push(next.path);
    const guess = people.findIndex(([name]) => next.path.includes(name));
    await engine.window.ask('photographers.guess', { model, path: next.path, guess, milliseconds: 0 });
  }
  expect(new Set(seen).size).toBe(3 * perPerson);
  expect(seen).toHaveLength(3 * perPerson);
  expect((await ask()).score).toMatchObject({ guesses: 18, right: 17 });
  await engine.window.ask('photographers.clearGuesses', { model });
  expect(await ask()).toEqual(before);
});

test('a network is forgotten and taken back, and stays on the shelf', async () => {
  const { window } = engine;
  await window.ask('photographers.forget', { model });
  expect(await window.ask('photographers.list', undefined)).toEqual([]);
  await expect(window.ask('photographers.nextGuess', { model })).rejects.toMatchObject({
    code: 'photographers/unknown',
  });
  expect((await window.ask('models.shelf', undefined)).models.some(({ hash }) => hash === model)).toBe(true);
  await window.ask('photographers.restore', { model });
  expect(await window.ask('photographers.list', undefined)).toHaveLength(1);
  const strange = 'f'.repeat(64);
  await expect(window.ask('photographers.restore', { model: strange })).rejects.toMatchObject({
    code: 'photographers/unknown',
  });
});

test('what cannot be learned from says why', { timeout: 60_000 }, async () => {
  const copy = (from: string, ...to: readonly string[]): void => {
    mkdirSync(at(...to.slice(0, -1)), { recursive: true });
    copyFileSync(at('photos', from), at(...to));
  };
  copy('李明/0.jpg', 'single', 'a', '0.jpg');
  copy('فاطمة/0.jpg', 'single', 'b', '0.jpg');
  expect((await learned([at('single')], 'One each'))?.problem).toMatchObject({ code: 'training/too-few' });

  expect((await learned([at('photos', '李明'), at('photos', '李明')], 'Twice'))?.problem).toMatchObject({
    code: 'training/no-class',
  });

  for (const person of ['a', 'b'])
    for (const name of ['0', '1', '2']) copy('李明/0.jpg', 'same', person, `${name}.jpg`);
  expect((await learned([at('same')], 'Copies'))?.problem).toMatchObject({ code: 'training/too-few' });

  // Saved again and again they differ by every byte, and show the same: one shoot.
  for (const [index, person] of ['a', 'b', 'a', 'b', 'a', 'b'].entries()) {
    mkdirSync(at('alike', person), { recursive: true });
    await sharp(at('photos', '李明', '0.jpg'))
      .jpeg({ quality: 60 + 5 * index })
      .toFile(at('alike', person, `${index}.jpg`));
  }
  expect((await learned([at('alike')], 'Alike'))?.problem).toMatchObject({ code: 'photographers/one-shoot' });
});
