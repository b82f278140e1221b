import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, connect, type Port, runner, type RunnerContract } from '../../../electron/contract/index.ts';
import { type ModelStore, openModelStore } from '../../../electron/engine/models/index.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';

// The store with the real computing process behind `inspect` and `check`, on real networks.

const top = resolve(import.meta.dirname, '../../..');
const shared = sharedDir();
const never = { aborted: false, throwIfAborted: () => undefined };
const silent = (): void => undefined;

const portTo = (child: ChildProcess): Port => ({
  post: (message) => void child.send(message),
  listen(onMessage, onClose) {
    child.on('message', onMessage);
    child.once('exit', onClose);
  },
});

describe.skipIf(shared === null)(shared === null ? sharedAbsent : 'with a real runner', () => {
  const network = (name: string): string => join(shared ?? '', 'models', `${name}.onnx`);
  let child: ChildProcess;
  let client: Client<RunnerContract>;
  let folder: string;
  let store: ModelStore;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fovea-runner-'));
    child = fork(join(top, 'electron/runner/main.ts'), { serialization: 'advanced' });
    client = connect(runner, portTo(child));
    store = openModelStore({
      modelsDir: join(folder, 'models'),
      readyDir: null,
      builtInDir: join(top, 'models'),
      catalogue: [],
      inspect: (path, name) => client.ask('models.inspect', { path, name }),
      check: (model) => client.ask('models.check', { model }),
      onChange: silent,
    });
  });

  afterAll(async () => {
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
    await rm(folder, { recursive: true, force: true });
  });

  test('a dropped classifier gets a guessed card that fits its graph, and the names of ImageNet', async () => {
    const model = await store.add(network('mobilenetv2_1.0_224_imagenet'), silent, never);
    expect(model.card).toMatchObject({
      task: 'classification',
      inputName: 'input',
      outputName: 'logits',
      outputKind: 'logits',
      confirmed: false,
    });
    expect(model.card.classNames[0]).toBe('tench');
    expect((await store.facts(model.hash)).nodes).toBe(100);
  });

  test('a card whose output does not exist is refused and the one before stays', async () => {
    const model = await store.add(network('resnet8_cifar10'), silent, never);
    const wrong = store.saveCard(model.hash, { ...model.card, outputName: 'nothing' });
    await expect(wrong).rejects.toMatchObject({ code: 'model/bad-card' });
    expect((await store.find(model.hash)).model).toEqual(model);
  });

  test('a file that only looks like a network is refused with a reason', async () => {
    const path = join(folder, 'photo.onnx');
    await cp(join(top, 'models/catalogue.json'), path);
    await expect(store.add(path, silent, never)).rejects.toMatchObject({ code: 'model/not-onnx' });
  });
});
