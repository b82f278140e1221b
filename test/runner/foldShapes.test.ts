import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decode, foldShapes, shapesOf, upgrade, withDims, type Graph } from '../../electron/compiler/index.ts';
import { Draw } from '../support/cases/draw.ts';
import { runInRuntime } from '../support/cases/runtime.ts';
import { exportedView } from '../support/exported.ts';
import { sharedAbsent, sharedDir } from '../support/shared.ts';

/** Both graphs on the same picture of noise. */
async function expectSameBits(graph: Graph): Promise<void> {
  const [input] = graph.inputs;
  const name = input?.name ?? '';
  const feeds = new Map([[name, new Draw(1).floats(shapesOf(graph).dims(name))]]);
  const [wanted, found] = [await runInRuntime(graph, feeds), await runInRuntime(foldShapes(graph), feeds)];
  expect(found).toEqual(wanted);
}

test('a folded view is the same bit for bit', async () => {
  await expectSameBits(exportedView([2, 3, 4]));
});

test.skipIf(sharedDir() === null).each([
  ['deeplabv3_mnv2_voc_os8_dynamic', { N: 1, H: 65, W: 97 }],
  ['fastestdet_coco', {}],
])(`%s, folded, is the same bit for bit (${sharedDir() ? 'present' : sharedAbsent})`, async (name, dims) => {
  const file = readFileSync(join(sharedDir() ?? '', 'models', `${name}.onnx`));
  await expectSameBits(withDims(upgrade(decode(file)), new Map(Object.entries(dims))));
});
