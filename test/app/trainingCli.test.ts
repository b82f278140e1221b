import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { writeBase, writeClassFolders } from '../support/classFolders.ts';
import { fovea as run, startCommand, type Ended } from '../support/command.ts';
import { repository, temporaryFolder } from '../support/fovea.ts';
import { makeScene } from '../support/scenes.ts';

// Learning as the command line does it: the real command, engine and runner, a small network and generated photos.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const env = { FOVEA_DATA_DIR: at('library'), FOVEA_MODELS_DIR: at('models') };
const fovea = (...options: readonly string[]): Promise<Ended> => run(options, env);

const Interval = z.object({ value: z.number(), low: z.number(), high: z.number() });
const Trained = z.object({
  classes: z.array(z.string()),
  counts: z.record(z.string(), z.int()),
  split: z.strictObject({ train: z.int(), holdout: z.int(), test: z.int() }),
  accuracy: Interval,
  macroF1: z.number(),
  count: z.int(),
  seconds: z.number().positive(),
  run: z.string(),
  model: z.string(),
  headAccuracy: Interval.nullable(),
  findings: z.array(z.string()).optional(),
  same: z.boolean().optional(),
  stopped: z.literal(false),
});
const Judged = z.object({
  accuracy: Interval,
  macroF1: z.number(),
  count: z.int(),
  classes: z.array(z.string()),
  perClass: z.array(z.object({ class: z.string(), recall: z.number().nullable() })),
  confusion: z.array(z.array(z.int())),
});

/** The summary that a command ends with; what it wrote besides is in the message of a failure. */
function summaryOf<T>({ code, stdout, stderr }: Ended, schema: z.ZodType<T>, expectedCode = 0): T {
  expect({ code, stderr, stdout }).toMatchObject({ code: expectedCode });
  const last = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as { summary: unknown };
  return schema.parse(last.summary);
}

beforeAll(async () => {
  writeBase(at('net.onnx'));
  await writeClassFolders(at('photos', 'train'), 20);
  await writeClassFolders(at('photos', 'test'), 8, 500);
});
afterAll(() => folder.remove());

const ways = {
  'a softmax head': ['--head', 'softmax'],
  'an SVM head': ['--head', 'svm'],
  'the last block': ['--depth', 'block:1', '--epochs', '3', '--lr', '0.003'],
  'the whole network': ['--depth', 'all', '--epochs', '3'],
} as const;
type Way = keyof typeof ways;
const eachWay = Object.keys(ways) as Way[];
const trained = new Map<Way, z.infer<typeof Trained>>();
const fileOf = (way: Way): string => at(`${way}.onnx`);

describe.each(eachWay)('fovea train: %s', (way) => {
  test('says what was learned from, how well, and which run it was', async () => {
    const ended = await fovea(
      ...[
        'train',
        at('photos'),
        '--model',
        at('net.onnx'),
        ...ways[way],
        '--seed',
        '7',
        '--json',
        '--out',
        fileOf(way),
      ],
    );
    const summary = summaryOf(ended, Trained);
    trained.set(way, summary);
    expect(summary).toMatchObject({
      classes: ['blue', 'green', 'red'],
      split: { test: 24 },
      count: 24,
    });
    const { train, holdout } = summary.split;
    // What looks like a photo to judge by is not learned from, and that is said.
    const leaking = /shows the same: (\d+) photos?\./.exec(summary.findings?.join(' ') ?? '')?.[1] ?? '0';
    expect(train + holdout).toBe(60 - Number(leaking));
    expect(train).toBeGreaterThan(40);
    expect(Object.values(summary.counts).reduce((a, b) => a + b)).toBe(train + holdout + 24);
    expect(holdout).toBeGreaterThan(0);
    if (way !== 'the whole network') expect(summary.accuracy.value).toBeGreaterThan(0.8);
    expect(summary.accuracy.low).toBeLessThanOrEqual(summary.accuracy.value);
    expect(summary.seconds).toBeGreaterThan(0);
  });

  test('fovea eval comes to the same figures', async () => {
    const told = trained.get(way);
    const judged = summaryOf(await fovea('eval', fileOf(way), at('photos'), '--json'), Judged);
    expect(judged).toMatchObject({ accuracy: told?.accuracy, macroF1: told?.macroF1, count: 24 });
    const right = judged.confusion.reduce((sum, row, k) => sum + (row[k] ?? 0), 0);
    expect(right / 24).toBeCloseTo(judged.accuracy.value, 12);
    judged.perClass.forEach(({ recall }, k) => expect(recall).toBeCloseTo((judged.confusion[k]?.[k] ?? 0) / 8, 12));
  });

  test('fovea rerun comes to the same weights, bit for bit', async () => {
    const told = trained.get(way);
    const again = summaryOf(await fovea('rerun', told?.run ?? '', '--json'), Trained);
    expect(again).toMatchObject({ same: true, model: told?.model, accuracy: told?.accuracy });
    expect(again.run).not.toBe(told?.run);
  });
});

describe('fovea export', () => {
  const exported = at('exported');
  const Answers = z.record(z.string(), z.number());

  test('writes the files that it names into an empty folder', async () => {
    const { code, stdout, stderr } = await fovea('export', fileOf('the whole network'), exported);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const files = readdirSync(exported, { recursive: true, encoding: 'utf8' }).filter((name) => name !== 'self-test');
    expect(stdout.trim().split('\n').sort()).toEqual(files.sort());
    expect(readFileSync(join(exported, 'labels.txt'), 'utf8')).toBe('blue\ngreen\nred\n');
    expect(readFileSync(join(exported, 'README.md'), 'utf8')).toContain('photos');
  });

  test('writes nothing into a folder that is not empty', async () => {
    const { code, stderr } = await fovea('export', fileOf('the whole network'), exported);
    expect({ code, stderr: stderr.trim() }).toEqual({
      code: 3,
      stderr: `"${exported}" is not empty. Choose an empty folder, so that nothing there is overwritten.`,
    });
  });

  test('the self-test comes out in ONNX Runtime alone', async () => {
    const rows = z
      .array(z.array(z.number()))
      .parse(JSON.parse(readFileSync(join(exported, 'self-test', 'probabilities.json'), 'utf8')));
    const pixels = new Uint8Array(readFileSync(join(exported, 'self-test', 'pixels.bin')));
    const session = await InferenceSession.create(join(exported, 'model-pixels.onnx'));
    const { probabilities } = await session.run({ pixels: new Tensor('uint8', pixels, [rows.length, 32, 32, 3]) });
    const found = Array.from(probabilities?.data as Float32Array);
    expect(found).toHaveLength(rows.length * 3);
    found.forEach((value, i) => expect(Math.abs(value - (rows.flat()[i] ?? NaN))).toBeLessThan(1e-4));
    for (const row of rows) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
  });

  test('the script in the docs gives the answers of Fovea, for photos of any size and make', async () => {
    const guide = readFileSync(join(repository, 'docs/exported-models.md'), 'utf8');
    const script = /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
    expect(script.split('\n\n')[1]?.trim().split('\n')).toHaveLength(10);
    // The exported one is the same program.
    expect(readFileSync(join(exported, 'use.mjs'), 'utf8')).toBe(script);
    writeFileSync(join(exported, 'use.mjs'), script);
    symlinkSync(join(repository, 'node_modules'), join(exported, 'node_modules'));
    const photos = await oddOnes(at('odd'));

    const classified = await fovea(
      'classify',
      ...photos,
      '--model',
      fileOf('the whole network'),
      '--json',
      '--top',
      '4',
    );
    expect(classified).toMatchObject({ code: 0 });
    const rows = classified.stdout.trim().split('\n').slice(0, -1);
    expect(rows).toHaveLength(photos.length);
    for (const [i, row] of rows.entries()) {
      const { path, top } = PhotoLine.parse(JSON.parse(row));
      expect(path).toBe(photos[i]);
      const used = await startCommand(process.execPath, [join(exported, 'use.mjs'), path], {}).ended;
      expect(used).toMatchObject({ code: 0, stderr: '' });
      const answers = Answers.parse(JSON.parse(used.stdout));
      expect(Object.keys(answers).sort()).toEqual(['blue', 'green', 'red']);
      for (const [name, probability] of Object.entries(answers)) {
        const ours = top.find((one) => one.class === name)?.probability ?? NaN;
        expect(Math.abs(probability - ours), `${name} of ${path}`).toBeLessThan(1e-4);
      }
    }
  });
});

const PhotoLine = z.object({
  path: z.string(),
  top: z.array(z.object({ class: z.string(), probability: z.number() })),
});

/** Photos that other programs lay onto an input a little differently. */
async function oddOnes(into: string): Promise<string[]> {
  await writeClassFolders(into, 1, 900);
  const { pixels, width, height } = makeScene(77, { width: 1203, height: 801 });
  const scene = () => sharp(pixels, { raw: { width, height, channels: 3 } });
  const named = {
    'large.jpg': scene().jpeg(),
    'turned.jpg': scene().jpeg().withMetadata({ orientation: 6 }),
    'grey.jpg': scene().greyscale().jpeg(),
    'cmyk.jpg': scene().toColourspace('cmyk').jpeg(),
    'see-through.png': scene().ensureAlpha(0.4).png(),
    'thin.png': scene().resize(20, 300, { fit: 'fill' }).png(),
    'large.webp': scene().webp(),
  };
  const paths = Object.keys(named).map((name) => join(into, name));
  await Promise.all(Object.values(named).map((image, i) => image.toFile(paths[i] ?? '')));
  return [...paths, join(into, 'red', 'red 900.jpg')];
}
