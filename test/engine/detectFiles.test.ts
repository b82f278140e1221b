import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import {
  BoxFormat,
  failure,
  WindowSettings,
  type ModelCard,
  type SearchedFile,
  type SearchedPhoto,
} from '../../electron/contract/index.ts';
import { detectFiles } from '../../electron/engine/detection/index.ts';
import { closeExifTool, regionsIn } from '../../electron/decode/index.ts';
import { readCocoBoxes, readVocBoxes } from '../../electron/runner/vision/index.ts';

// Files searched by a runner that answers from a list, and what is written for them.

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-detect-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(closeExifTool);

const box = { x0: 10, y0: 20, x1: 60, y1: 80 };
const found: SearchedPhoto = {
  ...{ photoWidth: 200, photoHeight: 100, windows: 7, stepPx: 8, difference: null, elapsedMs: 1, damaged: false },
  detections: [{ box, classIndex: 1, className: 'person', score: 0.75 }],
};
const card = { name: 'persons', classNames: ['no person', 'person'] } as unknown as ModelCard;

/** Searches files of these names; the runner throws what a name stands for. */
async function searched(names: readonly string[], formats: readonly BoxFormat[], classNames: string[] | null = null) {
  const paths = names.map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, '');
  const asked: unknown[] = [];
  const runner = {
    ask: (_method: string, input: { path: string; settings: WindowSettings }) => {
      asked.push(input.settings.classes);
      if (input.path.includes('broken')) return Promise.reject(failure('photo/corrupt', { reason: 'it ends.' }));
      if (input.path.includes('crash')) return Promise.reject(failure('model/none', {}));
      return Promise.resolve(input.path.includes('empty') ? { ...found, detections: [] } : found);
    },
  };
  const files: SearchedFile[] = [];
  const output = await detectFiles(
    runner as unknown as Parameters<typeof detectFiles>[0],
    {
      ...{ paths, model: { path: '', card, hash: '' }, settings: WindowSettings.parse({}), classNames, formats },
      ...{ folder, device: 'cpu', cacheDir: folder },
    },
    ({ file }) => file && files.push(file),
    new AbortController().signal,
  );
  return { output, files, asked };
}

const text = (name: string): string => readFileSync(join(folder, name), 'utf8');

test('a photo that cannot be read is reported with its reason, and the rest goes on', async () => {
  const { output, files } = await searched(['a.jpg', 'broken.jpg', 'b.jpg'], []);
  expect(output).toMatchObject({ done: 3, failed: 1, model: 'persons', written: [] });
  expect(files.map(({ index, problem }) => [index, problem?.code ?? null])).toEqual([
    [0, null],
    [1, 'photo/corrupt'],
    [2, null],
  ]);
});

test('what concerns all photos ends the search', async () => {
  await expect(searched(['a.jpg', 'crash.jpg'], [])).rejects.toThrow('There is no model yet.');
});

test('every format is written, for each photo or for all, and tells of the same box', async () => {
  const { output, files } = await searched(['a.jpg', 'empty.jpg'], BoxFormat.options);
  const names = readdirSync(folder).filter((name) => !name.endsWith('.jpg'));
  expect(names.toSorted()).toEqual([
    ...['a.jpg.xmp', 'a.json', 'a.txt', 'a.xml', 'a.xmp', 'boxes.csv', 'coco.json', 'createml.json'],
    ...['cvat.xml', 'data.yaml', 'empty.json', 'empty.xml', 'labelstudio.json'],
  ]);
  expect([...output.written, ...files.flatMap(({ written }) => written)].toSorted()).toEqual(
    names.map((name) => join(folder, name)).toSorted(),
  );
  const [first, second] = readCocoBoxes(text('coco.json')).annotations;
  expect(first).toMatchObject({ photo: { file: 'a.jpg', width: 200, height: 100 } });
  expect(first?.objects).toMatchObject([{ className: 'person', box, score: 0.75 }]);
  expect(second?.objects).toEqual([]);
  expect(readVocBoxes(text('a.xml')).annotations[0]?.objects).toMatchObject([{ className: 'person', box }]);
  expect(text('a.txt')).toBe('1 0.175 0.5 0.25 0.6\n');
  expect(text('data.yaml')).toContain('1: "person"');
  for (const name of ['a.jpg.xmp', 'a.xmp'])
    expect((await regionsIn(join(folder, name))).regions).toEqual([
      {
        name: 'person',
        x0: expect.closeTo(0.05, 9) as number,
        y0: expect.closeTo(0.2, 9) as number,
        x1: expect.closeTo(0.3, 9) as number,
        y1: expect.closeTo(0.8, 9) as number,
      },
    ]);
});

test('files that are there are kept', async () => {
  writeFileSync(join(folder, 'coco.json'), 'mine');
  const { output } = await searched(['a.jpg'], ['coco']);
  expect(text('coco.json')).toBe('mine');
  expect(output.written).toHaveLength(1);
  expect(output.written[0]).not.toBe(join(folder, 'coco.json'));
});

test('classes are known by their names, in any letters; one that the model lacks is refused by its name', async () => {
  expect((await searched(['a.jpg'], [], ['Person'])).asked).toEqual([[1]]);
  await expect(searched(['a.jpg'], [], ['dog'])).rejects.toThrow('it has no class "dog"');
});

test('a learned detector finds things by regions, and what is asked for holds for them too', async () => {
  const path = join(folder, 'a.jpg');
  writeFileSync(path, 'a');
  const thing = (classIndex: number, score: number) => ({ box, classIndex, className: `class ${classIndex}`, score });
  const asked: unknown[] = [];
  const runner = {
    ask: (method: string, input: object) => {
      asked.push({ method, ...input });
      const detections = [thing(0, 0.9), thing(1, 0.8), thing(1, 0.6), thing(1, 0.4)];
      return Promise.resolve({ ...found, detections, proposals: 500 });
    },
  };
  const files: SearchedFile[] = [];
  await detectFiles(
    runner as unknown as Parameters<typeof detectFiles>[0],
    {
      ...{ paths: [path], model: { path: '', card: { ...card, task: 'detection' }, hash: 'ab' }, formats: [] },
      ...{
        settings: WindowSettings.parse({ limit: 2 }),
        classNames: ['person'],
        folder,
        device: 'cpu',
        cacheDir: '/c',
      },
    },
    ({ file }) => file && files.push(file),
    new AbortController().signal,
  );
  expect(asked).toMatchObject([
    { method: 'detectors.find', path, cacheDir: '/c', hash: expect.stringMatching(/^ca978112/) as string },
  ]);
  expect(files[0]?.result).toMatchObject({ windows: 500, stepPx: null, detections: [{ score: 0.8 }, { score: 0.6 }] });
});
