import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeRgb } from '../../../electron/runner/pixels/index.ts';
import * as architectures from '../../support/architectures/index.ts';
import { temporaryFolder } from '../../support/fovea.ts';
import { distanceFromPytorch } from '../../support/labGradients.ts';
import { drawnModel, verdictsOf } from '../../support/labTable.ts';
import { smallPhoto } from '../../support/lookedInto.ts';
import { sharedAbsent, sharedDir } from '../../support/shared.ts';

// Every method of looking into networks, on three families of them; `node test/bench/lab/evidence.ts table` asks all.

const folder = temporaryFolder();
afterAll(() => folder.remove());
const photo = join(folder.path, 'photo.png');
beforeAll(() => writeRgb(photo, smallPhoto()));
const shared = sharedDir();
const models = join(shared ?? '', 'models');

const { alexNet, googLeNet, resNet18 } = architectures;

test.each(Object.entries({ alexNet, googLeNet, resNet18 }))('%s: every method works', async (name, make) => {
  const verdicts = await verdictsOf(drawnModel(name, make, join(folder.path, `${name}.onnx`)), photo, folder.path);
  expect(Object.entries(verdicts).filter(([, verdict]) => verdict !== 'works')).toEqual([]);
});

test('the gradient by the picture is that of PyTorch', async () => {
  expect(await distanceFromPytorch('resnet18', models)).toBeLessThan(1e-4);
});

test.skipIf(shared === null)('the gradient by the picture is that of PyTorch in a published network', async () => {
  expect(await distanceFromPytorch('resnet8_cifar10', models)).toBeLessThan(1e-4);
});

test.skipIf(shared !== null)(`published networks: ${sharedAbsent}`, () => undefined);
