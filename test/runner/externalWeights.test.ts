import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readGraph } from '../../electron/runner/runtime/index.ts';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { pathsOutside } from '../support/hostile.ts';

// A network names the files that hold its weights. It came from anywhere, so only files in its own folder are opened.

const root = mkdtempSync(join(tmpdir(), 'fovea-weights-'));
const folder = join(root, 'network');
mkdirSync(join(folder, 'below'), { recursive: true });
writeFileSync(join(root, 'weights.bin'), new Uint8Array(8));
writeFileSync(join(folder, 'beside.bin'), Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
writeFileSync(join(folder, 'below', 'deeper.bin'), new Uint8Array(8));
symlinkSync(join(root, 'weights.bin'), join(folder, 'link.bin'));
symlinkSync(root, join(folder, 'linkedFolder'));
symlinkSync(join(folder, 'beside.bin'), join(folder, 'linkInside.bin'));
afterAll(() => rmSync(root, { recursive: true }));

/** A network of one tensor, uint8 [8], kept in another file. */
function networkWith(entries: Readonly<Record<string, string>>): string {
  const tensor = new BinaryWriter().tag(1, WireType.Varint).int64(8).tag(2, WireType.Varint).int32(2);
  tensor.tag(8, WireType.LengthDelimited).string('w').tag(14, WireType.Varint).int32(1);
  for (const [key, value] of Object.entries(entries)) {
    const pair = tensor.tag(13, WireType.LengthDelimited).fork();
    pair.tag(1, WireType.LengthDelimited).string(key).tag(2, WireType.LengthDelimited).string(value).join();
  }
  const graph = new BinaryWriter().tag(5, WireType.LengthDelimited).bytes(tensor.finish()).finish();
  const path = join(folder, 'model.onnx');
  writeFileSync(path, new BinaryWriter().tag(7, WireType.LengthDelimited).bytes(graph).finish());
  return path;
}

test('weights beside the network, below it, and behind a link that stays inside are read', async () => {
  const beside = await readGraph(networkWith({ location: 'beside.bin' }));
  expect(beside.initializers[0]?.bytes).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  for (const location of ['below/deeper.bin', './beside.bin', 'linkInside.bin']) {
    await expect(readGraph(networkWith({ location }))).resolves.toBeDefined();
  }
});

describe('weights that lie outside its folder are refused', () => {
  test.each(pathsOutside)('"%s"', async (location) => {
    await expect(readGraph(networkWith({ location }))).rejects.toThrow('not beside the network');
  });

  test.each(['link.bin', 'linkedFolder/weights.bin'])('%s, a link that leads out', async (location) => {
    await expect(readGraph(networkWith({ location }))).rejects.toThrow('its weights lie outside its folder');
  });

  test.each(['%2e%2e/weights.bin', '..%2fweights.bin', 'nowhere.bin'])(
    '%s, which is a name and not there',
    async (location) => {
      await expect(readGraph(networkWith({ location }))).rejects.toThrow('a file of it is not there');
    },
  );

  test('a folder', async () => {
    await expect(readGraph(networkWith({ location: 'below' }))).rejects.toThrow('not a file');
  });
});

test.each([
  { offset: '4', length: '8' },
  { offset: '9' },
  { length: '9007199254740991' },
  { offset: '9007199254740991', length: '1' },
])('a range that is not there is refused before memory is taken for it: %o', async (range) => {
  await expect(readGraph(networkWith({ location: 'beside.bin', ...range }))).rejects.toThrow('ends too early');
});
