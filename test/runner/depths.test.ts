import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encode } from '../../electron/compiler/index.ts';
import { DepthChoices, type KnownModel } from '../../electron/contract/index.ts';
import { newSchedule } from '../../electron/runner/schedule.ts';
import { adviceFor } from '../../electron/runner/tasks/learning/advice.ts';
import { depths } from '../../electron/runner/tasks/learning/depths.ts';
import { resNet18 } from '../support/architectures/index.ts';
import { colorCard } from '../support/networks.ts';

const folder = mkdtempSync(join(tmpdir(), 'depths-'));
afterAll(() => rmSync(folder, { recursive: true }));
const turn = newSchedule().background;

function model(): KnownModel {
  const network = encode(resNet18({ batch: 1, width: 64, height: 64, classes: 8, seed: 1, widthFactor: 0.125 }));
  const path = join(folder, 'resnet.onnx');
  writeFileSync(path, network);
  return {
    path,
    hash: createHash('sha256').update(network).digest('hex'),
    card: { ...colorCard({ width: 64, height: 64 }, 'resnet'), inputName: 'image' },
  };
}

test('the handle has a notch per block, and each costs more than the one before', async () => {
  const choices = await depths({ model: model(), photos: 500, classNames: ['a', 'b', 'c'] }, { turn });
  expect(DepthChoices.parse(choices)).toEqual(choices);
  expect(choices.blocks.map(({ name }) => name).slice(0, 2)).toEqual(['residual 9', 'residual 8']);
  expect(choices.blocks[0]?.dims).toEqual([64, 2, 2]);
  expect(choices.layers.map(({ features }) => features)).toEqual([64, 64, 32]);
  expect(choices.headParameters).toBe(65 * 3);
  expect(choices.seconds.length).toBe(1 + choices.blocks.length);
  expect(choices.seconds.every((seconds, at) => at === 0 || seconds > choices.seconds[at - 1]!)).toBe(true);
  expect(choices.problem).toBeNull();
});

test.each([
  ['few photos', 30, 'head'],
  ['some photos of what it knows', 200, 'blocks 1'],
  ['many photos of what it knows', 3000, 'blocks 3'],
] as const)('%s of two classes: %i in all', (_, photos, wanted) => {
  const { advised } = adviceFor(['daisy', 'rose hip'], ['Roses', 'daisy'], photos);
  expect(advised.kind === 'blocks' ? `blocks ${advised.blocks}` : advised.kind).toBe(wanted);
});

test('more of the network learns where it does not know the classes, and the reason says so', () => {
  const { advised, reason } = adviceFor(['daisy'], ['scratch', 'dent'], 200);
  expect(advised).toEqual({ kind: 'blocks', blocks: 2 });
  expect(reason).toContain('none of the classes is named among those it knows');
  expect(adviceFor([], ['scratch', 'dent'], 10).reason).toContain('not known');
});
