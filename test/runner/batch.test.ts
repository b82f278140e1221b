import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { encode, graphOf, Emit, seeded, tensorValue, withPreprocessing } from '../../electron/compiler/index.ts';
import type { Preprocessing } from '../../electron/contract/index.ts';
import { lookupTable, writePhoto } from '../../electron/runner/pixels/index.ts';

const width = 17;
const height = 16;

/** A network that answers with what it was given. */
function echo(dims: readonly (number | string)[]) {
  const emit = new Emit(null);
  const image = emit.fresh('image');
  const same = emit.op('Identity', [image], {}, { name: 'same' });
  return graphOf('echo', emit, [tensorValue(image, 'float32', dims)], [tensorValue(same, 'float32', dims)]);
}

for (const layout of ['NCHW', 'NHWC'] as const) {
  for (const colorOrder of ['RGB', 'BGR'] as const) {
    test(`${layout} ${colorOrder}: the lookup table and the preprocessing inside the graph agree bit for bit`, async () => {
      const preprocessing: Preprocessing = {
        fit: 'squash',
        shortSide: height,
        width,
        height,
        layout,
        colorOrder,
        mean: [123.675, 116.28, 103.53],
        std: [58.395, 57.12, 57.375],
      };
      const random = seeded(7);
      const photos = [0, 1].map(() => Uint8Array.from({ length: 3 * width * height }, () => 256 * random()));
      // Every byte occurs at least once.
      photos[0]!.set(Uint8Array.from({ length: 256 }, (_, value) => value));

      const tensor = new Float32Array(2 * 3 * width * height);
      const table = lookupTable(preprocessing);
      photos.forEach((photo, slot) => writePhoto(photo, table, preprocessing, tensor, slot));

      const dims = layout === 'NCHW' ? ['N', 3, height, width] : ['N', height, width, 3];
      const session = await InferenceSession.create(encode(withPreprocessing(echo(dims), preprocessing)));
      const pixels = new Tensor('uint8', Uint8Array.from(photos.flatMap((photo) => [...photo])), [2, height, width, 3]);
      const { same } = await session.run({ [session.inputNames[0]!]: pixels });
      expect(tensor).toEqual(same!.data);
    });
  }
}
