import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  BoxFormat,
  failure,
  WindowSettings,
  type ModelCard,
  type SearchedFile,
  type SearchedPhoto,
} from '../../electron/contract/index.ts';
import { detectFiles } from '../../electron/engine/detection/index.ts';
import { readCocoBoxes, readVocBoxes } from '../../electron/runner/vision/index.ts';

// Files searched by a runner that answers from a list, and what is written for them.

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fovea-detect-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

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
      ...{ paths, model: { path: '', card }, settings: WindowSettings.parse({}), classNames, formats },
      ...{ folder, device: 'cpu' },
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
  expect(names.toSorted()).toEqual(
    ['a.json', 'a.txt', 'a.xml', 'boxes.csv', 'coco.json', 'createml.json', 'cvat.xml'].concat([
      ...['data.yaml', 'empty.json', 'empty.xml'],
    ]),
  );
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
