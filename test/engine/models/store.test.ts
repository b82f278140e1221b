import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failure, FoveaError, type GraphFacts, type ModelCard, type Stop } from '../../../electron/contract/index.ts';
import { type CatalogueEntry, type ModelStoreOptions, openModelStore } from '../../../electron/engine/models/index.ts';
import { writeBuiltIn } from '../../support/catalogue.ts';
import { serveFiles } from '../../support/fileServer.ts';
import { networkBytes } from '../../support/networkBytes.ts';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const never: Stop = { aborted: false, throwIfAborted: () => undefined };
const silent = (): void => undefined;

const card: ModelCard = {
  name: 'Guess',
  task: 'classification',
  preprocessing: {
    fit: 'crop',
    shortSide: 256,
    width: 224,
    height: 224,
    layout: 'NCHW',
    colorOrder: 'RGB',
    mean: [0, 0, 0],
    std: [1, 1, 1],
  },
  inputName: 'x',
  outputName: 'y',
  outputKind: 'logits',
  classNames: [],
  licence: null,
  source: null,
  accuracy: null,
  notes: null,
  confirmed: false,
};

const factsWith = (classes: number): GraphFacts => ({
  opset: 17,
  producer: null,
  nodes: 1,
  parameters: 0,
  ops: [],
  inputs: [{ name: 'x', dims: ['N', 3, 224, 224] }],
  outputs: [{ name: 'y', dims: ['N', classes] }],
});

let folder: string;
/** What travels with Fovea, but no network. */
let builtInDir: string;
let modelsDir: string;
let changes: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fovea-models-'));
  modelsDir = join(folder, 'models');
  builtInDir = join(folder, 'built-in');
  writeBuiltIn(builtInDir, []);
  changes = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (options: Partial<ModelStoreOptions> = {}) =>
  openModelStore({
    modelsDir,
    readyDir: null,
    builtInDir,
    catalogue: [],
    inspect: (_, name) => Promise.resolve({ facts: factsWith(1000), card: { ...card, name } }),
    check: () => Promise.resolve(),
    onChange: () => (changes += 1),
    ...options,
  });

async function file(name: string, bytes: Buffer, inFolder = folder): Promise<string> {
  await mkdir(inFolder, { recursive: true });
  await writeFile(join(inFolder, name), bytes);
  return join(inFolder, name);
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (thrown: unknown) => (thrown instanceof FoveaError ? thrown.code : String(thrown)),
  );

describe('adding a network', () => {
  test('copies it byte for byte under its hash, with a guessed card beside it', async () => {
    const bytes = networkBytes({ name: 'first' });
    const model = await open().add(await file('My network.onnx', bytes), silent, never);
    expect(model).toMatchObject({ hash: sha256(bytes), origin: 'imported', bytes: bytes.length });
    expect(model.card).toMatchObject({ name: 'My network', confirmed: false });
    expect(await readFile(join(modelsDir, model.hash, 'model.onnx'))).toEqual(bytes);
    expect(await open().list()).toEqual([model]);
  });

  test('gives a classifier of 1000 outputs the names of ImageNet, one of 1001 a background before them', async () => {
    const plain = await open().add(await file('a.onnx', networkBytes({ name: 'a' })), silent, never);
    expect(plain.card.classNames).toHaveLength(1000);
    expect(plain.card.classNames[0]).toBe('tench');
    const inspect = () => Promise.resolve({ facts: factsWith(1001), card });
    const shifted = await open({ inspect }).add(await file('b.onnx', networkBytes({ name: 'b' })), silent, never);
    expect(shifted.card.classNames.slice(0, 2)).toEqual(['background', 'tench']);
  });

  test('twice returns the first one, with the card a person corrected', async () => {
    const path = await file('a.onnx', networkBytes({ name: 'a' }));
    const store = open();
    const { hash } = await store.add(path, silent, never);
    await store.saveCard(hash, { ...card, name: 'Mine', confirmed: true });
    expect((await store.add(path, silent, never)).card.name).toBe('Mine');
    expect(await store.list()).toHaveLength(1);
  });

  test('reports every byte and can be stopped, leaving nothing', async () => {
    const path = await file('a.onnx', networkBytes({ name: 'a', weights: 3_000_000 }));
    const steps: number[] = [];
    await open().add(path, ({ done }) => steps.push(done), never);
    expect(steps).toHaveLength(3);
    const stop = {
      aborted: true,
      throwIfAborted: () => {
        throw failure('engine/stopped', {});
      },
    };
    const second = await file('b.onnx', networkBytes({ name: 'b' }));
    expect(await codeOf(open().add(second, silent, stop))).toBe('engine/stopped');
    expect((await readdir(modelsDir)).filter((name) => name.startsWith('.incoming'))).toEqual([]);
  });

  test.each([
    ['an empty file', Buffer.alloc(0)],
    ['text', Buffer.from('<html>not a network</html>')],
    ['half a network', networkBytes({ name: 'a', weights: 5000 }).subarray(0, 2000)],
  ])('refuses %s and leaves nothing', async (_, bytes) => {
    expect(await codeOf(open().add(await file('a.onnx', bytes), silent, never))).toBe('model/not-onnx');
    expect(await open().list()).toEqual([]);
  });

  test('refuses what the runner cannot read, with its reason', async () => {
    const inspect = () => Promise.reject(failure('model/not-onnx', { file: 'a', reason: 'no graph.' }));
    const path = await file('a.onnx', networkBytes({ name: 'a' }));
    expect(await codeOf(open({ inspect }).add(path, silent, never))).toBe('model/not-onnx');
  });

  test('of any name never leaves the folder', async () => {
    const names = ['..onnx', '%2e%2e%2fup.onnx', 'a\nb.onnx', `${'long'.repeat(60)}.onnx`, "'; drop --.onnx", '☃.onnx'];
    const store = open();
    for (const name of names) await store.add(await file(name, networkBytes({ name })), silent, never);
    const listed = await store.list();
    expect(listed).toHaveLength(names.length);
    expect((await readdir(modelsDir)).sort()).toEqual(listed.map(({ hash }) => hash).sort());
    for (const model of listed) expect(model.card.name).not.toMatch(/\p{Cc}/u);
  });
});

describe('weights in files beside the network', () => {
  test('come along', async () => {
    const bytes = networkBytes({ name: 'a', externalFile: 'weights/a.bin' });
    await file('a.bin', Buffer.from('weights'), join(folder, 'in/weights'));
    const { hash } = await open().add(await file('a.onnx', bytes, join(folder, 'in')), silent, never);
    expect(await readFile(join(modelsDir, hash, 'weights/a.bin'), 'utf8')).toBe('weights');
  });

  test.each(['../secret', '/etc/hostname', 'missing.bin', 'link.bin', 'card.json', 'in/../../secret', 'a\0b', ''])(
    'are refused when called %j',
    async (externalFile) => {
      await file('secret', Buffer.from('secret'));
      await file('card.json', Buffer.from('{}'), join(folder, 'in'));
      await symlink(join(folder, 'secret'), join(folder, 'in/link.bin'));
      const path = await file('a.onnx', networkBytes({ name: 'a', externalFile }), join(folder, 'in'));
      expect(await codeOf(open().add(path, silent, never))).toBe('model/not-onnx');
      expect(await open().list()).toEqual([]);
    },
  );
});

describe('finding a model', () => {
  test('goes by hash, by eight digits of it, by name, and by name in other letters', async () => {
    const store = open();
    const { hash } = await store.add(await file('Alex.onnx', networkBytes({ name: 'a' })), silent, never);
    for (const wanted of [hash, hash.slice(0, 8), hash.toUpperCase(), 'Alex', 'alex', 'ALEX.onnx', null]) {
      expect((await store.find(wanted)).model.hash).toBe(hash);
    }
    expect(await codeOf(store.find(hash.slice(0, 7)))).toBe('model/unknown');
    expect(await codeOf(store.find('../etc'))).toBe('model/unknown');
  });

  test('with no name takes the classifier with the highest stated accuracy', async () => {
    const store = open();
    const weak = await store.add(await file('a.onnx', networkBytes({ name: 'a' })), silent, never);
    const strong = await store.add(await file('b.onnx', networkBytes({ name: 'b' })), silent, never);
    await store.saveCard(weak.hash, { ...card, accuracy: { on: 'x', top1: 0.5, top5: null } });
    await store.saveCard(strong.hash, { ...card, accuracy: { on: 'x', top1: 0.7, top5: null } });
    expect((await store.find(null)).model.hash).toBe(strong.hash);
  });

  test('with no name takes one that was trained here only where there is no other', async () => {
    const store = open();
    const path = await file('t.onnx', networkBytes({ name: 't' }));
    const trained = await store.addTrained(path, { ...card, accuracy: { on: 'x', top1: 0.9, top5: null } });
    expect((await store.find(null)).model.hash).toBe(trained.hash);
    const general = await store.add(await file('a.onnx', networkBytes({ name: 'a' })), silent, never);
    expect((await store.find(null)).model.hash).toBe(general.hash);
  });

  test('with no name takes the network in the box before what was trained here, and after what a person added', async () => {
    const store = open({ builtInDir: join(import.meta.dirname, '../../../models') });
    const trained = await file('t.onnx', networkBytes({ name: 't' }));
    await store.addTrained(trained, { ...card, accuracy: { on: 'x', top1: 1, top5: null } });
    expect((await store.find(null)).model).toMatchObject({ origin: 'built-in', card: { name: 'fovea-base' } });
    const added = await store.add(await file('a.onnx', networkBytes({ name: 'a' })), silent, never);
    expect((await store.find(null)).model.hash).toBe(added.hash);
  });

  test('on an empty shelf says how to get one', async () => {
    expect(await codeOf(open().find(null))).toBe('model/none');
  });
});

describe('a card', () => {
  test('that the runner refuses is not saved', async () => {
    const store = open({ check: () => Promise.reject(failure('model/bad-card', { model: 'a', reason: 'no.' })) });
    const before = await store.add(await file('a.onnx', networkBytes({ name: 'a' })), silent, never);
    expect(await codeOf(store.saveCard(before.hash, { ...card, name: 'Other' }))).toBe('model/bad-card');
    expect(await store.list()).toEqual([before]);
  });

  test('is there whole or as before when it cannot be written', async () => {
    const store = open();
    const before = await store.add(await file('a.onnx', networkBytes({ name: 'a' })), silent, never);
    const own = join(modelsDir, before.hash);
    await rm(join(own, 'card.json'));
    await mkdir(join(own, 'card.json'));
    await expect(store.saveCard(before.hash, card)).rejects.toThrow();
    expect((await readdir(own)).filter((name) => name.endsWith('.draft'))).toEqual([]);
  });

  test('of an unknown model is refused', async () => {
    expect(await codeOf(open().saveCard('0'.repeat(64), card))).toBe('model/unknown');
  });
});

test('a model whose card was lost is mended by adding it again', async () => {
  const store = open();
  const path = await file('a.onnx', networkBytes({ name: 'a' }));
  const model = await store.add(path, silent, never);
  await writeFile(join(modelsDir, model.hash, 'card.json'), '{ "name": ');
  expect(await store.list()).toEqual([]);
  expect(await store.add(path, silent, never)).toEqual(model);
});

test('two networks added at once are both on the shelf, and one added twice at once is there once', async () => {
  const store = open();
  const a = await file('a.onnx', networkBytes({ name: 'a', weights: 2_000_000 }));
  const b = await file('b.onnx', networkBytes({ name: 'b', weights: 2_000_000 }));
  await Promise.all([a, b, a].map((path) => store.add(path, silent, never)));
  expect((await store.list()).map(({ card: it }) => it.name)).toEqual(['a', 'b']);
});

describe('the bin', () => {
  test('takes a model off the shelf and gives it back as it was', async () => {
    const store = open();
    const model = await store.add(await file('a.onnx', networkBytes({ name: 'a' })), silent, never);
    await store.remove(model.hash);
    expect(await store.list()).toEqual([]);
    expect(await codeOf(store.remove(model.hash))).toBe('model/unknown');
    await store.restore(model.hash);
    expect(await store.list()).toEqual([model]);
    expect(changes).toBe(3);
  });

  test('gives a model back that is added again', async () => {
    const store = open();
    const path = await file('a.onnx', networkBytes({ name: 'a' }));
    const model = await store.add(path, silent, never);
    await store.remove(model.hash);
    expect(await store.add(path, silent, never)).toEqual(model);
  });

  test('hides a ready model without touching its folder', async () => {
    const readyDir = join(folder, 'ready');
    const path = await file('a.onnx', networkBytes({ name: 'a' }), readyDir);
    const store = open({ readyDir });
    const [model] = await store.list();
    await store.remove(model!.hash);
    expect(await store.list()).toEqual([]);
    expect(await readFile(path)).toEqual(networkBytes({ name: 'a' }));
    await store.restore(model!.hash);
    expect(await store.list()).toEqual([model]);
    expect(await codeOf(store.restore(model!.hash))).toBe('model/unknown');
  });
});

describe('the catalogue', () => {
  const bytes = networkBytes({ name: 'offered', weights: 200_000 });
  const entry = (mirrors: readonly string[]): CatalogueEntry => {
    const { classNames: _, ...short } = card;
    return {
      hash: sha256(bytes),
      name: 'Offered',
      file: 'offered.onnx',
      task: 'classification',
      bytes: bytes.length,
      licence: 'MIT',
      accuracy: null,
      summary: 'For the test.',
      mirrors,
      card: { ...short, name: 'Offered', labels: 'imagenet-1000', confirmed: true },
    };
  };

  test('offers, downloads under the card it states, and then says installed', async () => {
    const server = await serveFiles({ '/offered': { bytes } });
    const store = open({ catalogue: [entry([server.url('/offered')])] });
    expect(await store.offers()).toMatchObject([{ installed: false, partialBytes: 0 }]);
    expect(server.asked).toEqual([]);
    const model = await store.download(sha256(bytes), silent, never);
    expect(model).toMatchObject({ origin: 'downloaded', hash: sha256(bytes), card: { name: 'Offered' } });
    expect(model.card.classNames).toHaveLength(1000);
    expect(await store.offers()).toMatchObject([{ installed: true, partialBytes: 0 }]);
    expect((await readdir(modelsDir)).sort()).toEqual([model.hash]);
    await server.close();
  });

  test('tells how much an interrupted download left', async () => {
    const server = await serveFiles({ '/offered': { bytes, cutAfter: [50_000, 0, 0] } });
    const store = open({ catalogue: [entry([server.url('/offered')])] });
    expect(await codeOf(store.download(sha256(bytes), silent, never))).toBe('download/unreachable');
    const [offer] = await store.offers();
    expect(offer?.installed).toBe(false);
    expect(offer?.partialBytes).toBe((await readFile(join(modelsDir, `${sha256(bytes)}.part`))).length);
    expect(offer?.partialBytes).toBeGreaterThan(0);
    await server.close();
  });

  test('takes a model back out of the bin without asking any mirror', async () => {
    const server = await serveFiles({ '/offered': { bytes } });
    const store = open({ catalogue: [entry([server.url('/offered')])] });
    await store.download(sha256(bytes), silent, never);
    await store.remove(sha256(bytes));
    await store.download(sha256(bytes), silent, never);
    expect(server.asked).toHaveLength(1);
    await server.close();
  });

  test('does not know other hashes', async () => {
    expect(await codeOf(open().download('0'.repeat(64), silent, never))).toBe('model/unknown');
  });
});

// Root may write anywhere.
test.skipIf(process.getuid?.() === 0)('a folder that may not be written is told in words', async () => {
  await mkdir(modelsDir);
  await chmod(modelsDir, 0o500);
  expect(await codeOf(open().add(await file('a.onnx', networkBytes({ name: 'a' })), silent, never))).toBe(
    'disk/denied',
  );
});
