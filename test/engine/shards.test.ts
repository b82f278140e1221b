import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engine as contract, type EngineContract, type OutputOf } from '../../electron/contract/index.ts';
import { writeColorModel, writeColorPhoto } from '../support/colorPhotos.ts';
import { forkEngine, type ForkedEngine } from '../support/engine.ts';
import { repository, temporaryFolder } from '../support/fovea.ts';
import { colorCard, colorClassifier, colorNames, type ColorName } from '../support/networks.ts';

// Photos that several runs share, with the real engine and runner and a small network that knows colors.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const photos = at('photos');
const many = at('many');
/** Some batches, so that an engine can be killed between them. */
const copies = 300;
let engine: ForkedEngine;
const start = (): ForkedEngine => forkEngine(at('library'), at('models'));

beforeAll(async () => {
  writeColorModel(at('models'));
  const classes: readonly ColorName[] = ['red', 'blue'];
  writeFileSync(at('models', 'two.onnx'), colorClassifier({ classes }));
  writeFileSync(at('models', 'two.json'), JSON.stringify(colorCard({ classes }, 'two')));
  cpSync(join(repository, 'docs/examples'), join(photos, 'examples'), { recursive: true });
  for (const color of colorNames) await writeColorPhoto(join(photos, 'colors, "all"'), color);
  writeFileSync(join(photos, 'broken.jpg'), 'this is no picture');
  const red = await writeColorPhoto(many, 'red');
  for (let copy = 0; copy < copies; copy += 1) copyFileSync(red, join(many, `${copy}.png`));
  engine = start();
});
afterAll(async () => {
  await engine.close();
  folder.remove();
});

/** The target of a job, granted. */
const targetAt = async (file: string, { shell }: ForkedEngine = engine) => {
  mkdirSync(dirname(file), { recursive: true });
  return { folder: (await shell.ask('grants.addFolder', { path: dirname(file) })).id, name: basename(file) };
};

interface Labelling {
  readonly shard?: number;
  readonly shards?: number;
  readonly model?: string;
  readonly roots?: readonly string[];
  readonly onDone?: (done: number) => void;
  readonly signal?: AbortSignal;
}

async function label(file: string, asked: Labelling = {}): Promise<OutputOf<EngineContract['shards.label']>> {
  const { shard = 1, shards = 1, model = 'colors', roots = [photos], onDone, signal } = asked;
  const grants = await engine.shell.ask('grants.add', { paths: roots });
  const target = await targetAt(file);
  return engine.window.ask(
    'shards.label',
    { grants: grants.map(({ id }) => id), model, topK: 3, device: 'cpu', shard: { shard, shards }, target },
    { onProgress: ({ done }) => onDone?.(done), ...(signal && { signal }) },
  );
}

async function merge(files: readonly string[], out: string, options: { csv?: string; partial?: boolean } = {}) {
  const grants = await engine.shell.ask('grants.add', { paths: files });
  const csv = options.csv === undefined ? null : await targetAt(options.csv);
  return engine.window.ask('shards.merge', {
    ...{ shards: grants.map(({ id }) => id), target: await targetAt(out), csv, partial: options.partial ?? false },
  });
}

/** Every row of a file, table by table. */
function rowsOf(file: string) {
  const database = new DatabaseSync(file, { readOnly: true });
  const all = (table: string) => database.prepare(`SELECT * FROM ${table}`).all();
  const rows = { run: all('run'), photos: all('photos'), answers: all('answers') };
  database.close();
  return rows;
}

const code = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (thrown: unknown) => (thrown as { code: unknown }).code,
  );
const shardFiles = [1, 2, 3, 4].map((shard) => at('shards', `${shard}.sqlite`));

describe('four shards', () => {
  beforeAll(async () => {
    for (const [place, file] of shardFiles.entries()) await label(file, { shard: place + 1, shards: 4 });
    await label(at('one.sqlite'));
  });

  test('merged are one run, row for row', async () => {
    const parts = shardFiles.map((file) => rowsOf(file).photos.length);
    expect(Math.max(...parts)).toBeLessThan(13);
    const merged = await merge([...shardFiles].reverse(), at('merged.sqlite'), { csv: at('merged.csv') });
    expect(merged).toEqual({
      ...{ photos: 13, failed: 1, shards: 4, missing: [], changed: false },
      written: [at('merged.sqlite'), at('merged.csv')],
    });
    const one = rowsOf(at('one.sqlite'));
    expect(rowsOf(at('merged.sqlite'))).toEqual(one);
    expect(one.answers).toHaveLength(3 * 12);
    expect(one.run).toMatchObject([{ model_name: 'colors', shard: 1, shards: 1, found: 13, finished: 1 }]);
  });

  test('give a photo the class that it shows, and one that cannot be read its problem', () => {
    const { photos: rows, answers } = rowsOf(at('one.sqlite'));
    const red = rows.find(({ path }) => path === 'colors, "all"/red.png');
    expect(red).toMatchObject({ root: photos, width: 60, height: 40, device: 'cpu', problem_code: null });
    expect(answers.find(({ photo }) => photo === red?.['id'])).toMatchObject({ rank: 1, class_name: 'red' });
    const broken = rows.filter(({ problem_code }) => problem_code !== null);
    expect(broken).toMatchObject([{ path: 'broken.jpg', width: null, problem_code: 'photo/not-an-image', bytes: 18 }]);
  });

  test('become a table of a line for each class of a photo', () => {
    const lines = readFileSync(at('merged.csv'), 'utf8').split('\r\n');
    expect(lines).toHaveLength(1 + 1 + 3 * 12 + 1);
    expect(lines[0]).toBe('path,root,width,height,rank,class,index,probability,error');
    expect(lines[1]).toBe(`broken.jpg,${photos},,,,,,,photo/not-an-image`);
    expect(lines[2]).toMatch(/^"colors, ""all""\/black\.png",/);
  });

  test('are refused when one is missing, there twice, of another run, or none at all', async () => {
    const out = at('refused.sqlite');
    const [first = '', second = '', third = '', fourth = ''] = shardFiles;
    const other = at('other.sqlite');
    await label(other, { shard: 4, shards: 4, model: 'two' });
    const doubled = at('doubled.sqlite');
    copyFileSync(first, doubled);
    const text = at('text.sqlite');
    writeFileSync(text, 'this is no database '.repeat(100));
    await expect(merge([first, fourth], out)).rejects.toMatchObject({
      ...{ code: 'shards/missing', message: 'Of 4 shards these are missing or unfinished: 2, 3.' },
    });
    expect(await code(merge([...shardFiles, doubled], out))).toBe('shards/twice');
    await expect(merge([first, second, third, other], out)).rejects.toThrow('the model is ');
    expect(await code(merge([first, text], out))).toBe('shards/not-ours');
    expect(await code(merge(shardFiles, at('one.sqlite')))).toBe('shards/there-already');
    expect(readdirSync(folder.path).filter((name) => /refused|partial/.test(name))).toEqual([]);
  });

  test('that hold a photo twice are refused by its name', async () => {
    const [first = '', second = '', ...rest] = shardFiles;
    const tampered = at('tampered.sqlite');
    copyFileSync(second, tampered);
    const database = new DatabaseSync(tampered);
    const { path } = rowsOf(first).photos[0] ?? {};
    database.prepare('UPDATE photos SET path = ? WHERE id = 1').run(path ?? '');
    database.close();
    await expect(merge([first, tampered, ...rest], at('refused.sqlite'))).rejects.toMatchObject({
      ...{ code: 'shards/row-twice', message: `"${String(path)}" is in two shards, the second time in "${tampered}".` },
    });
  });

  test('of which one is missing are a part, and what is missing is labelled into it', async () => {
    const part = at('part.sqlite');
    const { missing, photos: count } = await merge(shardFiles.slice(0, 3), part, { partial: true });
    expect([missing, count < 13]).toEqual([[4], true]);
    expect(await label(part)).toMatchObject({ photos: 13, failed: 1, before: count });
    const again = at('again.sqlite');
    await merge([part], again);
    expect(rowsOf(again)).toEqual(rowsOf(at('one.sqlite')));
  });
});

describe('a file of answers', () => {
  test('is gone on with after a kill, and ends as if nothing had been', async () => {
    const file = at('killed.sqlite');
    let before = 0;
    const killed = label(file, {
      roots: [many],
      onDone(done) {
        if (done > 0 && before === 0) void engine.kill();
        before = done;
      },
    });
    expect(await code(killed)).toBe('engine/gone');
    expect(before).toBeGreaterThan(0);
    engine = start();
    const kept = await label(file, { roots: [many] });
    expect(kept).toMatchObject({ photos: copies + 1, failed: 0 });
    expect(kept.before).toBeGreaterThanOrEqual(before);
    expect(kept.before).toBeLessThan(copies + 1);
    const calm = at('calm.sqlite');
    await label(calm, { roots: [many] });
    expect(rowsOf(file)).toEqual(rowsOf(calm));
  });

  test('is whole when it is stopped, and belongs to one writer', async () => {
    const file = at('stopped.sqlite');
    const stopping = new AbortController();
    let second: Promise<unknown> = Promise.resolve();
    const stopped = label(file, {
      ...{ roots: [many], signal: stopping.signal },
      onDone(done) {
        if (done === 0 || stopping.signal.aborted) return;
        second = code(label(file, { roots: [many] }));
        void second.then(() => stopping.abort());
      },
    });
    expect(await code(stopped)).toBe('engine/stopped');
    expect(await second).toBe('shards/busy');
    const { run, photos: rows, answers } = rowsOf(file);
    expect(run).toMatchObject([{ finished: 0 }]);
    expect(answers).toHaveLength(3 * rows.length);
    expect(existsSync(`${file}-journal`)).toBe(false);
    expect(await code(merge([file], at('refused.sqlite')))).toBe('shards/missing');
  });

  test('of another run, and one of another program, are refused and left alone', async () => {
    const file = at('mine.sqlite');
    await label(file, { shard: 1, shards: 4 });
    const bytes = readFileSync(file);
    expect(await code(label(file, { shard: 1, shards: 4, model: 'two' }))).toBe('shards/other-run');
    await expect(label(file, { shard: 2, shards: 4 })).rejects.toMatchObject({
      message: `"${file}" holds another run: it is shard 1 there and 2 here.`,
    });
    expect(readFileSync(file)).toEqual(bytes);
    const text = at('notes.txt');
    writeFileSync(text, 'these are notes '.repeat(100));
    expect(await code(label(text))).toBe('shards/not-ours');
    expect(readFileSync(text, 'utf8')).toMatch(/^these are notes/);
  });

  test('lies in the folder that was granted, whatever it is called', () => {
    const { target } = contract['shards.label'].input.shape;
    for (const name of ['../a', 'a/b', 'a\\b', '..', '.', '']) {
      expect(target.safeParse({ folder: 'x', name }).success, name).toBe(false);
    }
  });

  test('is not finished where photos went away, as with a disk that is lost; a link to nowhere is a row', async () => {
    const [empty, links] = [at('empty'), at('links')];
    [empty, links].forEach((path) => mkdirSync(path));
    symlinkSync(at('nowhere.png'), join(links, 'link.png'));
    expect(await code(label(at('empty.sqlite'), { roots: [empty] }))).toBe('shards/no-photos');
    expect(await label(at('links.sqlite'), { roots: [links] })).toMatchObject({ photos: 1, failed: 1 });
    const file = at('lost.sqlite');
    // The photo is one of the last, so that it goes before its turn has come.
    const lost = label(file, {
      roots: [many],
      onDone: (done) => done === 0 && rmSync(join(many, '99.png'), { force: true }),
    });
    await expect(lost).rejects.toMatchObject({
      code: 'shards/photos-gone',
      message: expect.stringMatching(/, 1 of /) as string,
    });
    expect(rowsOf(file)).toMatchObject({ run: [{ finished: 0 }], photos: { length: copies } });
    expect(await label(file, { roots: [many] })).toMatchObject({ photos: copies, failed: 0, before: copies });
  });
});
