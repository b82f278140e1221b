import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMaskPng } from '../../electron/decode/index.ts';
import { notJudged } from '../../electron/runner/vision/index.ts';
import { fovea as run, type Ended } from '../support/command.ts';
import { temporaryFolder } from '../support/fovea.ts';
import { colorCard, colorClassifier } from '../support/networks.ts';

// What every pixel shows, as the command line says it: the real command, engine and runner, a small network.

const folder = temporaryFolder();
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const env = { FOVEA_DATA_DIR: at('library'), FOVEA_MODELS_DIR: at('models') };
const fovea = (...options: readonly string[]): Promise<Ended> => run(options, env);
const classes = ['red', 'green', 'blue', 'yellow'] as const;

interface Row {
  readonly path?: string;
  readonly written?: readonly string[];
  readonly areas?: readonly { readonly class: string; readonly share: number }[];
  readonly error?: { readonly code: string; readonly message: string } | null;
  readonly summary?: Readonly<Record<string, unknown>>;
}

const rowsOf = ({ stdout }: Ended): Row[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

/** Red on the left, blue on the right. */
const twoColors = (width: number, height: number): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#f00' } })
    .composite([
      { input: { create: { width: width / 2, height, channels: 3, background: '#00f' } }, left: width / 2, top: 0 },
    ])
    .png()
    .toBuffer();

beforeAll(async () => {
  const options = { classes, width: 16, height: 16 };
  for (const name of ['models', 'photos', 'masks']) mkdirSync(at(name));
  writeFileSync(at('models', 'colors.onnx'), colorClassifier(options));
  writeFileSync(at('models', 'colors.json'), JSON.stringify(colorCard(options)));
  writeFileSync(at('photos', 'beim Meer.png'), await twoColors(200, 120));
  writeFileSync(at('photos', 'broken.jpg'), 'this is no photo');
});
afterAll(() => folder.remove());

describe('fovea segment', () => {
  test('says where a photo is red and where blue, and goes on past a broken one', async () => {
    const ended = await fovea(
      ...['segment', at('photos'), '--model', 'colors', '--out', at('masks')],
      ...['--long-side', '200', '--step', '1', '--format', 'png,csv,coco,labelme', '--json'],
    );
    const [whole, broken, last] = rowsOf(ended);
    expect({ code: ended.code, stderr: ended.stderr }).toMatchObject({ code: 1 });
    expect(broken?.error?.code).toBe('photo/not-an-image');
    expect(whole?.areas?.map(({ class: name }) => name).toSorted()).toEqual(['blue', 'red']);
    expect(last?.summary).toMatchObject({ photos: 2, failed: 1, stopped: false });
    const { map } = await readMaskPng(readFileSync(at('masks', 'beim Meer png.png')));
    expect([map.width, map.height]).toEqual([200, 120]);
    const classAt = (x: number, y: number): string | undefined => classes[map.classOf[y * 200 + x] ?? notJudged];
    // A patch is 16 pixels wide: beyond half of that from the border of the colors there is only one of them.
    for (const y of [0, 60, 119]) {
      for (const x of [0, 40, 90]) expect(classAt(x, y), `${x}, ${y}`).toBe('red');
      for (const x of [110, 150, 199]) expect(classAt(x, y), `${x}, ${y}`).toBe('blue');
    }
    const { images, annotations } = JSON.parse(readFileSync(at('masks', 'coco.json'), 'utf8')) as {
      images: unknown[];
      annotations: { area: number }[];
    };
    expect(images).toMatchObject([{ file_name: 'beim Meer.png', width: 200, height: 120 }]);
    expect(annotations.reduce((sum, { area }) => sum + area, 0)).toBe(200 * 120);
    expect(readFileSync(at('masks', 'areas.csv'), 'utf8')).toContain('beim Meer.png');
  });

  test('looks at a photo of one pixel, and at one as wide as a panorama', async () => {
    writeFileSync(
      at('one.png'),
      await sharp({ create: { width: 1, height: 1, channels: 3, background: '#f00' } })
        .png()
        .toBuffer(),
    );
    writeFileSync(
      at('wide.png'),
      await sharp({ create: { width: 60_000, height: 20, channels: 3, background: '#00f' } })
        .png()
        .toBuffer(),
    );
    const ended = await fovea(
      'segment',
      at('one.png'),
      at('wide.png'),
      '--model',
      'colors',
      '--out',
      at('odd'),
      '--json',
    );
    const [one, wide] = rowsOf(ended);
    expect(ended).toMatchObject({ code: 0 });
    expect(one?.areas).toMatchObject([{ class: 'red', share: 1 }]);
    expect(wide?.areas).toMatchObject([{ class: 'blue', share: 1 }]);
  });

  test('refuses a photo that would be looked at too large, and goes on', async () => {
    const paths = [at('photos', 'beim Meer.png'), at('wide.png')];
    const ended = await fovea(
      'segment',
      ...paths,
      '--model',
      'colors',
      '--out',
      at('large'),
      '--long-side',
      '16000',
      '--json',
    );
    const [square, wide] = rowsOf(ended);
    expect(ended.code).toBe(1);
    expect(square?.error?.code).toBe('segmentation/too-large');
    expect(wide?.areas).toMatchObject([{ class: 'blue', share: 1 }]);
  });

  test('draws the outlines again along the colors, and leaves open what it is not sure of', async () => {
    const ended = await fovea(
      ...['segment', at('photos', 'beim Meer.png'), '--model', 'colors', '--out', at('sure')],
      ...['--long-side', '200', '--step', '2', '--flip', '--crf', '--sure', '0.9', '--json'],
    );
    expect(ended).toMatchObject({ code: 0 });
    const { map } = await readMaskPng(readFileSync(at('sure', 'beim Meer.png')));
    expect(map.classOf[0]).toBe(classes.indexOf('red'));
    expect(map.classOf[map.width - 1]).toBe(classes.indexOf('blue'));
  });

  test.each([
    [['--out', 'x', '--format', 'bmp'], '--format takes some of'],
    [['--out', 'x', '--step', 'many'], '--step'],
    [[], '--out FOLDER'],
  ])('says what is wrong with %o', async (options, sentence) => {
    const ended = await fovea('segment', at('photos'), '--model', 'colors', ...options);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(sentence);
  });
});

describe('fovea eval segmentation', () => {
  test('finds its own masks right, and names a photo without one', async () => {
    writeFileSync(at('photos', 'no mask.png'), await twoColors(40, 40));
    await fovea(
      'segment',
      at('photos', 'beim Meer.png'),
      '--model',
      'colors',
      '--out',
      at('truth'),
      '--long-side',
      '200',
      '--step',
      '1',
    );
    const ended = await fovea(
      ...['eval', 'segmentation', 'colors', at('photos', 'beim Meer.png'), at('photos', 'no mask.png')],
      ...['--masks', at('truth'), '--long-side', '200', '--step', '1', '--json'],
    );
    const rows = rowsOf(ended);
    expect(ended.code).toBe(1);
    expect(rows.at(-1)?.summary).toMatchObject({ model: 'colors', meanIou: 1, pixelAccuracy: 1, boundaryF: 1 });
    expect(rows.find(({ path }) => path?.endsWith('no mask.png'))?.error?.code).toBe('mask/missing');
  });
});
