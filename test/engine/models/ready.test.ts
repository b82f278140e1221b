import { cp, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failure, type ModelCard } from '../../../electron/contract/index.ts';
import { openModelStore } from '../../../electron/engine/models/index.ts';
import { fitFrom, taskOf } from '../../../electron/engine/models/sidecar.ts';
import { writeBuiltIn } from '../../support/catalogue.ts';
import { networkBytes } from '../../support/networkBytes.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';

const shared = sharedDir();

let folder: string;
/** What travels with Fovea, but no network. */
let builtInDir: string;
let readyDir: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fovea-ready-'));
  readyDir = join(folder, 'ready');
  builtInDir = join(folder, 'built-in');
  writeBuiltIn(builtInDir, []);
  await mkdir(readyDir);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A runner that knows no network: what is on the shelf is there by its sidecar. */
const open = (readyFolder = readyDir, inspected: string[] = []) =>
  openModelStore({
    modelsDir: join(folder, 'models'),
    readyDir: readyFolder,
    builtInDir,
    catalogue: [],
    inspect: (path, name) => {
      inspected.push(path);
      if (name === 'broken') throw failure('model/not-onnx', { file: 'broken.onnx', reason: 'it ends early.' });
      return Promise.resolve({ facts: { ...noFacts }, card: { ...card, name } });
    },
    check: () => Promise.resolve(),
    onChange: () => undefined,
  });

const noFacts = { opset: null, producer: null, nodes: 0, parameters: 0, ops: [], inputs: [], outputs: [] };

const card: ModelCard = {
  name: 'Card',
  task: 'classification',
  preprocessing: {
    fit: 'squash',
    shortSide: 8,
    width: 8,
    height: 8,
    layout: 'NCHW',
    colorOrder: 'BGR',
    mean: [1, 2, 3],
    std: [4, 5, 6],
  },
  inputName: 'x',
  outputName: 'y',
  outputKind: 'probabilities',
  classNames: ['one', 'two'],
  licence: 'MIT',
  source: null,
  accuracy: null,
  notes: null,
  confirmed: true,
};

const put = (name: string, content: Buffer | object): Promise<void> =>
  writeFile(join(readyDir, name), Buffer.isBuffer(content) ? content : JSON.stringify(content));

describe('a folder of ready models', () => {
  test('takes a card in Fovea’s own form as it is', async () => {
    await put('a.onnx', networkBytes({ name: 'a' }));
    await put('a.json', card);
    expect(await open().list()).toMatchObject([{ origin: 'ready', card }]);
  });

  test('asks the runner about a network without a sidecar, once', async () => {
    await put('a.onnx', networkBytes({ name: 'a' }));
    const inspected: string[] = [];
    const store = open(readyDir, inspected);
    await store.list();
    expect(await store.list()).toMatchObject([{ card: { name: 'a' } }]);
    expect(inspected).toEqual([join(readyDir, 'a.onnx')]);
  });

  test('skips what is broken with its reason and shows the rest', async () => {
    await put('good.onnx', networkBytes({ name: 'good' }));
    await put('broken.onnx', Buffer.from('no network'));
    await put('swapped.onnx', networkBytes({ name: 'swapped' }));
    await put('swapped.json', { ...described, sha256: '0'.repeat(64) });
    await symlink(join(folder, 'nowhere'), join(readyDir, 'dangling.onnx'));
    await mkdir(join(readyDir, 'folder.onnx'));
    await put('readme.txt', Buffer.from('not a model'));
    const store = open();
    expect((await store.list()).map((model) => model.card.name)).toEqual(['good']);
    const skipped = await store.skipped();
    expect(skipped.map(({ path }) => path.slice(readyDir.length + 1))).toEqual([
      'broken.onnx',
      'dangling.onnx',
      'folder.onnx',
      'swapped.onnx',
    ]);
    expect(skipped.at(-1)?.problem.message).toMatch(/not those its description states/);
  });

  test('is hashed again only where a file changed', async () => {
    const path = join(readyDir, 'a.onnx');
    const then = new Date('2024-05-01T12:00:00Z');
    const hashOf = async (name: string, modified: Date): Promise<string | undefined> => {
      await put('a.onnx', networkBytes({ name }));
      await utimes(path, modified, modified);
      return (await open().list())[0]?.hash;
    };
    await put('a.json', card);
    const before = await hashOf('first', then);
    expect(await hashOf('other', then)).toBe(before);
    expect(await hashOf('other', new Date(then.getTime() + 1000))).not.toBe(before);
  });

  test('keeps a corrected card outside itself', async () => {
    await put('a.onnx', networkBytes({ name: 'a' }));
    await put('a.json', card);
    const sidecar = await readFile(join(readyDir, 'a.json'));
    const [model] = await open().list();
    await open().saveCard(model!.hash, { ...card, name: 'Mine' });
    expect((await open().list()).map((listed) => listed.card.name)).toEqual(['Mine']);
    expect(await readFile(join(readyDir, 'a.json'))).toEqual(sidecar);
  });

  test('that does not exist is an empty one', async () => {
    expect(await open(join(folder, 'nowhere')).list()).toEqual([]);
  });
});

const described = {
  name: 'described',
  input: { name: 'x', shape: ['N', 3, 'H', 'W'] },
  output: [{ name: 'y', shape: ['N', 2] }],
  task: 'classification',
};

describe('a descriptive sidecar', () => {
  const cardOf = async (fields: object): Promise<ModelCard | undefined> => {
    await put('a.onnx', networkBytes({ name: 'a' }));
    await put('a.json', { ...described, ...fields });
    return (await open().list())[0]?.card;
  };

  test('may leave out everything but names', async () => {
    expect(await cardOf({})).toMatchObject({ name: 'described', task: 'classification', classNames: [] });
  });

  test('may hold nonsense in every other field', async () => {
    const nonsense = {
      preprocess: 7,
      labels: 8,
      labels_inline: 'x',
      measured: [],
      licence: 'free',
      source: 3,
      notes: {},
    };
    expect(await cardOf(nonsense)).toMatchObject({ name: 'described', licence: null, accuracy: null, notes: null });
  });

  test('never makes us read labels elsewhere', async () => {
    await writeFile(join(folder, 'secret'), 'secret');
    for (const labels of ['../secret', '/etc/hostname', '..']) {
      expect((await cardOf({ labels }))?.classNames).toEqual([]);
    }
  });

  test('without the names of input and output is as good as none', async () => {
    expect(await cardOf({ input: null })).toMatchObject({ name: 'a' });
  });

  test('with deviations for pixels in 0..1 is converted to 0..255', async () => {
    const preprocess = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], range: '0..1' };
    const found = await cardOf({ preprocess });
    expect(found?.preprocessing).toMatchObject({ mean: [127.5, 127.5, 127.5], std: [63.75, 63.75, 63.75] });
  });
});

test.each([
  ['resize short side to 256 (bilinear), centre crop 224', ['H', 'W'], 'crop', 256, 224],
  ['measured: short side 256, crop 224, then bilinear to 128', [128, 128], 'crop', 146, 128],
  ['resize to 352x352', [352, 352], 'squash', 352, 352],
  ['', [96, 96], 'squash', 96, 96],
  ['any H,W; 8k+1 (e.g. 257, 321, 513) matches best', ['H', 'W'], 'pad', 513, 513],
  ['any size, H and W multiples of 4', ['H', 'W'], 'pad', 512, 512],
] as const)('"%s" with input %j means %s, short side %i, %i pixels', (sentence, dims, fit, shortSide, side) => {
  expect(fitFrom(sentence, dims)).toEqual({ fit, shortSide, width: side, height: side });
});

test.each([
  ['ImageNet-1k classification; best transfer backbone (1280-d tensor "features")', 'classification'],
  ['person / no person: a natural sliding-window classifier', 'classification'],
  ['feature extractor: up to the end of stage 3', 'features'],
  ['VOC segmentation, half-width', 'segmentation'],
  ['detection, COCO 80 classes', 'detection'],
  ['fast style transfer (feed-forward)', 'style'],
  ['something else', 'unknown'],
])('"%s" is %s', (words, task) => expect(taskOf(words)).toBe(task));

describe.skipIf(shared === null)(shared === null ? sharedAbsent : 'the shared models', () => {
  test('are all on the shelf under the cards their sidecars describe', async () => {
    const store = open(join(shared ?? '', 'models'));
    const models = await store.list();
    expect(await store.skipped()).toEqual([]);
    const rows = models.map(({ card: it }) => [
      it.name,
      it.task,
      it.preprocessing.fit,
      `${it.preprocessing.shortSide}>${it.preprocessing.width}`,
      it.preprocessing.colorOrder,
      it.preprocessing.mean[0],
      it.preprocessing.std[0],
      it.classNames.length,
      it.accuracy?.top1 ?? null,
    ]);
    expect(rows).toEqual([
      ['deeplabv3_mnv2_dm05_voc_513', 'segmentation', 'squash', '513>513', 'RGB', 127.5, 127.5, 21, null],
      ['deeplabv3_mnv2_voc_os8_dynamic', 'segmentation', 'pad', '513>513', 'RGB', 127.5, 127.5, 21, null],
      ['fastestdet_coco', 'detection', 'squash', '352>352', 'BGR', 0, 255, 80, null],
      ['mobilenet_v1_0.25_128_imagenet', 'classification', 'crop', '146>128', 'RGB', 127.5, 127.5, 1000, 0.469],
      ['mobilenet_v1_0.25_96_person', 'classification', 'squash', '96>96', 'RGB', 0, 255, 2, null],
      ['mobilenetv2_1.0_224_imagenet', 'classification', 'crop', '256>224', 'RGB', 127.5, 127.5, 1000, 0.907],
      ['resnet50v2_c4_features', 'features', 'crop', '256>224', 'RGB', 123.675, 58.395, 0, null],
      ['resnet8_cifar10', 'classification', 'squash', '32>32', 'RGB', 0, 1, 10, 0.752],
      ['squeezenet1_1_imagenet', 'classification', 'crop', '256>224', 'RGB', 123.675, 58.395, 1000, 0.614],
      ['style_candy', 'style', 'pad', '512>512', 'BGR', 0, 1, 0, null],
      ['style_mosaic', 'style', 'pad', '512>512', 'BGR', 0, 1, 0, null],
      ['style_starry-night', 'style', 'pad', '512>512', 'RGB', 0, 1, 0, null],
      ['style_sunflowers', 'style', 'pad', '512>512', 'RGB', 0, 1, 0, null],
    ]);
  });

  test('know their exact card, hash and names', async () => {
    const found = await open(join(shared ?? '', 'models')).find('MobileNetV2_1.0_224_imagenet.onnx');
    expect(found.model.hash).toBe('6d14d124a8893f78a108a4f575ab18fff4d1eeca11684fdc7fd401aaaeac3616');
    expect(found.model.card).toMatchObject({ outputKind: 'logits', outputName: 'logits', confirmed: true });
    expect(found.model.card.accuracy).toMatchObject({ top1: 0.907, top5: 0.987 });
    expect(found.model.card.classNames[134]).toBe('crane (bird)');
  });

  test('can be added with no sidecar, and are then known by the same hash', async () => {
    const source = join(shared ?? '', 'models/resnet8_cifar10.onnx');
    await cp(source, join(folder, 'copy.onnx'));
    const never = { aborted: false, throwIfAborted: () => undefined };
    const model = await open().add(join(folder, 'copy.onnx'), () => undefined, never);
    expect(model.hash).toBe('79edcc666c31c8d3bd57bd1b31af0d2ec54b4b4ac10731def2c9cd3fddd34ec5');
  });
});
