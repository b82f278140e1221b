import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { everything, LabSettings, type LabRun, type Sha256 } from '../../electron/contract/index.ts';
import { labRunsIn } from '../../electron/engine/lab/index.ts';
import { writeBase, writeTinted } from '../support/classFolders.ts';
import { allPhotos, forkEngine, importPaths, jobsEnded, type ForkedEngine } from '../support/engine.ts';
import { temporaryFolder } from '../support/fovea.ts';

// What the lab makes is kept, shown, forgotten, saved and opened again: the real engine and runner, a small network.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const settings = LabSettings.parse({ method: 'evidence', map: 'occlusion', grid: 4 });
const quietly = { onProgress: () => undefined };

let engine: ForkedEngine;
let model: Sha256;
let photo: number;
let run: LabRun;
let heard = 0;

const kept = (): string[] => readdirSync(at('data', 'lab')).filter((name) => name !== 'bin');
const make = (asked: LabSettings) =>
  engine.window.ask('lab.make', { model, others: [], photos: [{ photo }], settings: asked, device: 'cpu' }, quietly);
const grantOf = async (path: string): Promise<string> =>
  (await engine.shell.ask('grants.add', { paths: [path] }))[0]?.id ?? '';

beforeAll(async () => {
  writeBase(at('net.onnx'));
  await writeTinted(at('photos', '鳥.jpg'), 'red', 3);
  // Half made by a process that was killed, and the lock it had.
  mkdirSync(at('data', 'lab', 'half-made-by-a-crash'), { recursive: true });
  writeFileSync(at('data', 'lab', 'half-made-by-a-crash', 'frame-00.png'), '');
  writeFileSync(at('data', 'lab', 'half-made-by-a-crash.making'), '');
  engine = forkEngine(at('data'));
  engine.window.on('lab.changed', () => (heard += 1));
  await importPaths(engine, [at('photos')]);
  await jobsEnded(engine);
  photo = (await allPhotos(engine))[0]?.id ?? 0;
  const net = await grantOf(at('net.onnx'));
  model = (await engine.window.ask('models.add', { grant: net }, quietly)).hash;
}, 60_000);

afterAll(async () => {
  await engine.close();
  folder.remove();
});

test('a result is kept with its recipe, and what a crash left is gone', async () => {
  expect(kept()).toEqual([]);
  run = await make(settings);
  expect(run.recipe).toMatchObject({ network: { name: 'net', hash: model }, photos: [{ name: '鳥.jpg' }] });
  expect(run.recipe.settings).toMatchObject({ method: 'evidence', grid: 4, target: { kind: 'class' } });
  expect(kept()).toEqual([run.id]);
  expect(await engine.window.ask('lab.runs', undefined)).toEqual([run]);
  expect(heard).toBe(1);
  for (const { file } of run.result.pictures) {
    const { path, immutable } = await engine.shell.ask('lab.locate', { run: run.id, file });
    expect([existsSync(path), immutable]).toEqual([true, true]);
  }
  const elsewhere = engine.shell.ask('lab.locate', { run: run.id, file: '../../secret.png' });
  await expect(elsewhere).rejects.toThrow();
  await expect(engine.shell.ask('lab.locate', { run: run.id, file: 'none.png' })).rejects.toMatchObject({
    code: 'lab/run-gone',
  });
});

test('what is forgotten comes back, also after a restart', async () => {
  await engine.window.ask('lab.forget', { run: run.id });
  expect(await engine.window.ask('lab.runs', undefined)).toEqual([]);
  await expect(engine.window.ask('lab.forget', { run: run.id })).rejects.toMatchObject({ code: 'lab/run-gone' });
  await engine.close();
  engine = forkEngine(at('data'));
  await engine.window.ask('lab.restore', { run: run.id });
  expect(await engine.window.ask('lab.runs', undefined)).toEqual([run]);
  await expect(engine.window.ask('lab.restore', { run: 'never-was-there' })).rejects.toMatchObject({
    code: 'lab/run-gone',
  });
});

test('a picture is saved beside what is there, opened, and made again to the same bytes', async () => {
  mkdirSync(at('saved'));
  const { id: target } = await engine.shell.ask('grants.addFolder', { path: at('saved') });
  const files = run.result.pictures.map(({ file }) => file);
  const { paths } = await engine.window.ask('lab.save', { run: run.id, files, target });
  const twice = await engine.window.ask('lab.save', { run: run.id, files, target });
  expect(new Set([...paths, ...twice.paths]).size).toBe(2 * files.length);
  expect(paths[0]).toMatch(/occlusion_thing-\d_net\.png$/);
  expect(readdirSync(at('saved'))).toHaveLength(2 * files.length);
  const posters = await engine.window.ask('lab.save', { run: run.id, files, form: 'pdf', target });
  expect(posters.paths.map((path) => readFileSync(path).toString('latin1', 0, 5))).toEqual(files.map(() => '%PDF-'));

  await engine.window.ask('library.list', { filter: everything, order: 'added', offset: 0, limit: 1 });
  const opened = await engine.window.ask('lab.open', { grant: await grantOf(paths[0] ?? '') });
  expect(opened).toEqual({ recipe: run.recipe, isHere: true, photos: [photo] });
  const again = await make(opened.recipe.settings);
  expect({ ...again.recipe, madeMs: 0 }).toEqual({ ...run.recipe, madeMs: 0 });
  for (const file of files) {
    const [first, second] = [run, again].map(({ id }) => readFileSync(at('data', 'lab', id, file)));
    expect(second?.equals(first ?? Buffer.of())).toBe(true);
  }
  await expect(engine.window.ask('lab.open', { grant: await grantOf(at('photos', '鳥.jpg')) })).rejects.toMatchObject({
    code: 'lab/no-recipe',
  });
});

test('one that is stopped, or cannot be made, leaves nothing; its frames are there while it comes', async () => {
  const before = kept();
  const stopping = new AbortController();
  const shown: boolean[] = [];
  const asked = LabSettings.parse({ method: 'fooling', steps: 5000, confidence: 1 });
  const made = engine.window.ask(
    'lab.make',
    { model, others: [], photos: [], settings: asked, device: 'cpu' },
    {
      signal: stopping.signal,
      onProgress({ run: id, frame }) {
        if (frame === null || shown.length > 0) return;
        shown.push(existsSync(at('data', 'lab', id)));
        void engine.shell.ask('lab.locate', { run: id, file: frame }).then(
          ({ path, immutable }) => {
            shown.push(existsSync(path) && !immutable);
            stopping.abort();
          },
          () => stopping.abort(),
        );
      },
    },
  );
  await expect(made).rejects.toMatchObject({ code: 'engine/stopped' });
  expect(shown).toEqual([true, true]);
  await expect(make(LabSettings.parse({ method: 'fooling', classIndex: 77 }))).rejects.toMatchObject({
    code: 'lab/unfit',
  });
  await expect.poll(kept).toEqual(before);
});

test('a killed engine leaves a half that the next start removes', async () => {
  const before = kept();
  const asked = LabSettings.parse({ method: 'fooling', steps: 5000, confidence: 1 });
  const begun = Promise.withResolvers<undefined>();
  const input = { model, others: [], photos: [], settings: asked, device: 'cpu' as const };
  const made = engine.window.ask('lab.make', input, { onProgress: () => begun.resolve(undefined) });
  made.catch(() => undefined);
  await begun.promise;
  expect(kept().length).toBeGreaterThan(before.length);
  // Somebody else's start does not take what is being made.
  labRunsIn(at('data'), () => undefined);
  expect(kept().length).toBeGreaterThan(before.length);
  await engine.kill();
  engine = forkEngine(at('data'));
  await engine.window.ask('lab.runs', undefined);
  expect(kept()).toEqual(before);
});

test('beyond the limit the bin goes first, then what was never saved, the oldest first', () => {
  const data = at('limited');
  const runs = labRunsIn(data, () => undefined, 2500);
  const keep = (madeMs: number): string => {
    const making = runs.begin();
    writeFileSync(join(making.folder, 'result.png'), Buffer.alloc(1000));
    const { id } = making.keep({ ...run.recipe, madeMs }, run.result);
    making.end();
    return id;
  };
  const ids = (): string[] => runs.list().map(({ id }) => id);
  const [first, second] = [keep(1), keep(2)];
  runs.saved(first);
  const third = keep(3);
  expect(ids()).toEqual([third, first]);
  runs.forget(first);
  const fourth = keep(4);
  expect(ids()).toEqual([fourth, third]);
  expect(() => runs.restore(first)).toThrow();
  expect(() => runs.find(second)).toThrow();
});
