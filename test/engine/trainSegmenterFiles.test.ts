import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  failure,
  SegmenterSettings,
  type AskOptions,
  type InputOf,
  type Model,
  type ModelCard,
  type OutputOf,
  type ProgressOf,
  type RunnerContract,
} from '../../electron/contract/index.ts';
import { readMaskPng } from '../../electron/decode/index.ts';
import { trainSegmenterFiles } from '../../electron/engine/segmentation/index.ts';
import {
  writeCocoMasks,
  writeCvatMasks,
  writeLabelmeMasks,
  type MaskAnnotation,
} from '../../electron/runner/vision/index.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { writeTruth } from '../support/maskedScenes.ts';

// What the engine makes of photos and a folder of masks, with a runner that learns nothing.

type Method = RunnerContract['segmentation.train'];
type Input = InputOf<Method>;

let folder = temporaryFolder();
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(at('photos'));
  mkdirSync(at('masks'));
});
afterEach(() => folder.remove());

const at = (...names: readonly string[]): string => join(folder.path, ...names);
const card = { name: 'base' } as unknown as ModelCard;
const shelved = { hash: 'b'.repeat(64), card } as unknown as Model;
const truth = { width: 6, height: 4, classOf: Uint16Array.from({ length: 24 }, (_, pixel) => (pixel % 6 < 2 ? 1 : 0)) };
const report = {
  ...{ classNames: [], head: null, tuned: null, kept: 'head' as const, learned: 0, judged: 0 },
  ...{ problems: [], warnings: [] },
};

interface Run {
  readonly output: Awaited<ReturnType<typeof trainSegmenterFiles>>;
  /** What the runner was asked, each time. */
  readonly asked: readonly Input[];
}

interface Wishes {
  readonly paths?: readonly string[];
  readonly classNames?: readonly string[];
  readonly maskFolder?: string;
  readonly voidClass?: number;
  readonly seed?: number;
  readonly answer?: (
    input: Input,
    tell: (step: ProgressOf<Method>) => void,
  ) => OutputOf<Method> | Promise<OutputOf<Method>>;
}

async function run({ answer = answered, seed = 1, ...wishes }: Wishes = {}): Promise<Run> {
  const asked: Input[] = [];
  const runner = {
    ask: (_method: string, input: Input, options?: AskOptions<ProgressOf<Method>>) => {
      asked.push(input);
      return Promise.resolve().then(() => answer(input, (step) => options?.onProgress?.(step)));
    },
  };
  const output = await trainSegmenterFiles(
    {
      runner: runner as unknown as Parameters<typeof trainSegmenterFiles>[0]['runner'],
      models: { addTrained: () => Promise.resolve(shelved) },
      dataDir: at('data'),
    },
    {
      ...{ paths: [at('photos')], maskFolder: at('masks'), classNames: null, voidClass: null, name: null },
      ...{
        model: { path: '', hash: 'a'.repeat(64), card },
        device: 'cpu',
        settings: SegmenterSettings.parse({ seed }),
      },
      ...wishes,
    },
    () => undefined,
    new AbortController().signal,
  );
  return { output, asked };
}

const answered = ({ folder: own }: Input): OutputOf<Method> => ({ card, file: join(own, 'model.onnx'), report });

const photo = (name: string): void => writeFileSync(at('photos', name), name);
const codesOf = ({ output }: Run) =>
  output.report.problems.map(({ path, problem }) => [basename(path), problem.code] as const);
const namesOf = ({ asked }: Run): string[] => (asked[0]?.files ?? []).map(({ path }) => basename(path));
const annotated = (file: string, map = truth, classes: readonly string[] = ['sea', 'sky']): MaskAnnotation => ({
  ...{ photo: { file, width: map.width, height: map.height }, classes, map },
});
/** Without the left two columns, as a tool has it that draws things alone. */
const open = { ...truth, classOf: truth.classOf.map((own) => (own === 1 ? 65_535 : own)) };

describe('photos and their masks', () => {
  test('are found by their names; one without a mask, and several of one name, are left out', async () => {
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'd.png']) photo(name);
    for (const name of ['a', 'c', 'd']) await writeTruth(truth, at('masks'), name);
    await writeTruth(truth, at('masks', 'more'), 'b');
    const made = await run({ classNames: ['sea', 'sky'], voidClass: 7 });
    expect(namesOf(made)).toEqual(['a.jpg', 'c.jpg']);
    expect(codesOf(made)).toEqual([
      ['d.jpg', 'mask/ambiguous'],
      ['d.png', 'mask/ambiguous'],
      ['b.jpg', 'mask/missing'],
    ]);
    expect(made.asked[0]).toMatchObject({ classNames: ['sea', 'sky'], voidClass: 7 });
    expect(made.output.model).toBe(shelved);
  });

  test('may lie in one folder, and masks in a folder of the photos: a mask is no photo', async () => {
    photo('a.jpg');
    await writeTruth(truth, at('photos'), 'a');
    expect(namesOf(await run({ maskFolder: at('photos') }))).toEqual(['a.jpg']);
    rmSync(at('photos', 'a.png'));
    await writeTruth(truth, at('photos', 'masks'), 'a');
    expect(namesOf(await run({ maskFolder: at('photos', 'masks') }))).toEqual(['a.jpg']);
  });

  test('photos that are PNGs may have labelme files beside them', async () => {
    photo('a.png');
    writeFileSync(at('photos', 'a.json'), writeLabelmeMasks(annotated('a.png')).text);
    expect(namesOf(await run({ maskFolder: at('photos') }))).toEqual(['a.png']);
  });

  test('are asked for where there are none', async () => {
    await expect(run()).rejects.toMatchObject({ code: 'segmentation/no-photos' });
    photo('a.jpg');
    await expect(run()).rejects.toThrow('the first: There is no mask for "a.jpg".');
  });
});

describe('annotations', () => {
  beforeEach(() => ['a.jpg', 'b.jpg'].forEach(photo));

  const paintedOf = async ({ folder: own, files }: Input): Promise<readonly (readonly number[])[]> => {
    expect(files.every(({ mask }) => mask.startsWith(own))).toBe(true);
    const maps = await Promise.all(files.map(({ mask }) => readMaskPng(readFileSync(mask))));
    return maps.map(({ map }) => [...map.classOf]);
  };

  /** Beside what came out, the masks that the runner was given: afterwards they are cleared away. */
  async function given(wishes: Wishes = {}) {
    let maps: readonly (readonly number[])[] = [];
    const answer = async (input: Input): Promise<OutputOf<Method>> => {
      maps = await paintedOf(input);
      return answered(input);
    };
    const made = await run({ ...wishes, answer });
    return { ...made, maps };
  }

  const files: Readonly<Record<string, () => void>> = {
    COCO: () => {
      const { text } = writeCocoMasks([annotated('train/a.jpg'), annotated('train/b.png')], { as: 'compressed runs' });
      writeFileSync(at('masks', 'instances.json'), text);
    },
    CVAT: () => {
      const { text } = writeCvatMasks([annotated('a.jpg'), annotated('b.jpg')], { as: 'masks' });
      writeFileSync(at('masks', 'annotations.xml'), text);
    },
    labelme: () => {
      for (const name of ['a', 'b'])
        writeFileSync(at('masks', `${name}.json`), writeLabelmeMasks(annotated(`${name}.jpg`)).text);
    },
  };

  test.each(Object.keys(files))('of %s are painted, under their own names', async (kind) => {
    files[kind]?.();
    const { maps, asked, output } = await given({ classNames: ['x', 'y'] });
    const names = asked[0]?.classNames ?? [];
    expect(names.toSorted()).toEqual(['sea', 'sky']);
    const wanted = [...truth.classOf].map((own) => ['sea', 'sky'][own]);
    expect(maps.map((map) => map.map((own) => names[own]))).toEqual([wanted, wanted]);
    expect(output.report.warnings.join()).toContain('The names given for classes were left out');
    expect(output.report.warnings.join()).not.toContain('background');
  });

  test('leave ground open, which becomes a class that is named, unless it is void', async () => {
    const { text } = writeCocoMasks([annotated('a.jpg', open), annotated('b.jpg')], { as: 'polygons' });
    writeFileSync(at('masks', 'coco.json'), text);
    const { maps, asked, output } = await given();
    expect(asked[0]?.classNames).toEqual(['sea', 'sky', 'background']);
    expect(maps[0]).toEqual([...open.classOf].map((own) => (own === 65_535 ? 2 : own)));
    expect(output.report.warnings.join()).toContain(
      'What no shape covers, 16.7 % of the pixels, was taken as background: class 2.',
    );
    expect((await run({ voidClass: 2 })).output.report.warnings.join()).not.toContain('background');
  });

  test('that do not name a photo, or cannot be read, leave it out; what they say besides is told', async () => {
    writeFileSync(at('masks', 'a.json'), '{ "shapes": [');
    const { text } = writeLabelmeMasks(annotated('b.jpg'));
    writeFileSync(at('masks', 'b.json'), text.replace('"group_id": null', '"group_id": 4'));
    const each = await run();
    expect(codesOf(each)).toEqual([['a.jpg', 'annotation/not-readable']]);
    expect(each.output.report.warnings).toContain('Left out: "group_id" of a shape.');
    rmSync(at('masks', 'a.json'));
    rmSync(at('masks', 'b.json'));
    writeFileSync(at('masks', 'all.json'), writeCocoMasks([annotated('b.jpg')], { as: 'polygons' }).text);
    expect(codesOf(await run())).toEqual([['a.jpg', 'mask/missing']]);
  });

  test('beside PNG masks are left out, which is said; several files for all are refused', async () => {
    files['COCO']?.();
    files['CVAT']?.();
    await expect(run()).rejects.toMatchObject({ code: 'segmentation/several-annotations' });
    await writeTruth(truth, at('masks'), 'a');
    const { output } = await run();
    expect(output.report.warnings).toEqual(['Left out, as there are PNG masks: instances.json and 1 more.']);
  });
});

describe('a run', () => {
  beforeEach(async () => {
    for (const name of ['a', 'b', 'c']) {
      photo(`${name}.jpg`);
      await writeTruth(truth, at('masks'), name);
    }
  });

  /** Learns an epoch, then stops. */
  const cutOff = (input: Input): OutputOf<Method> => {
    writeFileSync(join(input.folder, 'learned.bin'), 'one epoch');
    throw failure('engine/stopped', {});
  };

  test('that was cut off is found again by the same input, and by no other', async () => {
    const folderOf = async (wishes: Wishes = {}): Promise<string> => {
      const begun: string[] = [];
      const answer = (input: Input): OutputOf<Method> => {
        begun.push(basename(input.folder));
        return cutOff(input);
      };
      await expect(run({ ...wishes, answer })).rejects.toMatchObject({ code: 'engine/stopped' });
      return begun.join();
    };
    const first = await folderOf();
    expect(await folderOf()).toBe(first);
    expect(readFileSync(at('data', 'segmenters', first, 'learned.bin'), 'utf8')).toBe('one epoch');
    const others = [
      await folderOf({ seed: 2 }),
      await folderOf({ voidClass: 0 }),
      await folderOf({ classNames: ['a', 'b'] }),
    ];
    utimesSync(at('masks', 'a.png'), 1, 1);
    others.push(await folderOf());
    utimesSync(at('photos', 'a.jpg'), 1, 1);
    others.push(await folderOf());
    expect(new Set([first, ...others]).size).toBe(6);
  });

  test('leaves its folder for the next time only where an epoch was learned and it did not end', async () => {
    await run();
    expect(readdirSync(at('data', 'segmenters'))).toEqual([]);
    const failing = () => {
      throw failure('segmentation/one-class', { classes: 'all is "sea"' });
    };
    await expect(run({ answer: failing })).rejects.toMatchObject({ code: 'segmentation/one-class' });
    expect(readdirSync(at('data', 'segmenters'))).toEqual([]);
    await expect(run({ answer: cutOff })).rejects.toThrow();
    const { asked } = await run();
    expect(readdirSync(at('data', 'segmenters'))).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  test('keeps four others that were cut off, the newest', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7]) await expect(run({ seed, answer: cutOff })).rejects.toThrow();
    expect(readdirSync(at('data', 'segmenters'))).toHaveLength(5);
  });

  test('is not begun a second time while it is under way', async () => {
    const answer = async (input: Input): Promise<OutputOf<Method>> => {
      await expect(run()).rejects.toMatchObject({ code: 'segmentation/busy' });
      return answered(input);
    };
    expect((await run({ answer })).asked).toHaveLength(1);
  });
});

describe('a runner that dies', () => {
  beforeEach(async () => {
    for (const name of ['a', 'b', 'c']) {
      photo(`${name}.jpg`);
      await writeTruth(truth, at('masks'), name);
    }
  });

  const step = (phase: 'looking' | 'tuning', done: number, path: string | null): ProgressOf<Method> => ({
    ...{ phase, done, total: 3, loss: null, photo: path },
  });
  const crash = () => failure('runner/crashed', { reason: 'signal SIGSEGV' });

  test('of one photo again and again is asked without it, and the photo is named', async () => {
    const made = await run({
      answer: (input, tell) => {
        for (const [index, { path }] of input.files.entries()) {
          tell(step('looking', index, path));
          if (path.endsWith('b.jpg')) throw crash();
        }
        return answered(input);
      },
    });
    expect(made.asked.at(-1)?.files.map(({ path }) => basename(path))).toEqual(['a.jpg', 'c.jpg']);
    expect(codesOf(made)).toEqual([['b.jpg', 'photo/corrupt']]);
    expect(made.asked.length).toBeLessThan(10);
  });

  test('once is asked again; over and over while no photo is read, it is given up', async () => {
    let lives = 0;
    const once = await run({
      answer: (input, tell) => {
        tell(step('tuning', 1, null));
        lives += 1;
        if (lives === 1) throw crash();
        return answered(input);
      },
    });
    expect(once.asked).toHaveLength(2);
    expect(once.output.report.problems).toEqual([]);
    const dying = run({
      answer: (_input, tell) => {
        tell(step('tuning', 1, null));
        throw crash();
      },
    });
    await expect(dying).rejects.toMatchObject({ code: 'runner/crashed' });
  });
});
