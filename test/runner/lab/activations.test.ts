import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activationsOf, openNetwork } from '../../../electron/runner/evidence/index.ts';
import { readPicture, writeRgb } from '../../../electron/runner/pixels/index.ts';
import { seenPhoto } from '../../../electron/runner/tasks/lab/seenPhoto.ts';
import { channelSheet } from '../../../electron/runner/tasks/lab/channelSheet.ts';
import { temporaryFolder } from '../../support/fovea.ts';
import { madeInLab, side, smallNetwork, smallPhoto } from '../../support/lookedInto.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
const photo = join(folder.path, 'photo.png');
const model = smallNetwork(join(folder.path, 'small.onnx'));
const turned = smallNetwork(join(folder.path, 'turned.onnx'), { layout: 'NHWC' });
beforeAll(() => writeRgb(photo, smallPhoto()));
const whole = (width: number, height: number) => ({ width, height });
const read = (file: string) => readPicture(join(folder.path, file), whole);

/** What a layer makes of two photos, run at once. */
async function activations(layer: string) {
  const network = await openNetwork(model, 'cpu');
  try {
    const { picture } = await seenPhoto(photo, model.card);
    const room = new Float32Array(network.batch * picture.length);
    room.set(picture, picture.length);
    const made = (await activationsOf(network, [layer, 'mean'], room, 2)).get(layer)!;
    return { dims: made.dims, values: made.values.slice(made.values.length / 2) };
  } finally {
    await network.close();
  }
}

describe('activations', () => {
  test('are sorted by the largest, each white where it is, and counted', async () => {
    const { result } = await madeInLab(model, photo, folder.path, { method: 'activations', layer: 'relu2' });
    const { dims, values } = await activations('relu2');
    expect(dims).toEqual([2, 5, 8, 8]);
    const largest = [0, 1, 2, 3, 4].map((channel) => Math.max(...values.subarray(64 * channel, 64 * channel + 64)));
    const [sheet] = result.pictures;
    const labels = sheet!.cells!.labels.map(Number);
    expect(labels.map((channel) => largest[channel])).toEqual(largest.toSorted((a, b) => b - a));
    expect(result.measures['dead channels']).toBeCloseTo(largest.filter((value) => value === 0).length / 5, 12);
    expect(result.measures['mean activity']).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 5);
    const { pixels, width } = await read(sheet!.file);
    for (const [at, channel] of labels.entries()) {
      if (largest[channel] === 0) continue;
      const place = values.subarray(64 * channel, 64 * channel + 64).indexOf(largest[channel]!);
      const { columns } = sheet!.cells!;
      const [left, top] = [(at % columns) * 33 + 4 * (place % 8), Math.floor(at / columns) * 33 + 4 * (place >> 3)];
      expect(pixels[3 * (top * width + left)]).toBe(255);
    }
  });

  test('of the layer that Fovea chooses, and of one without places', async () => {
    const asked = { method: 'activations' };
    expect((await madeInLab(model, photo, folder.path, asked)).result.settings).toMatchObject({ layer: 'relu1' });
    const { result } = await madeInLab(model, photo, folder.path, { ...asked, layer: 'scores', most: 2 });
    expect(result.pictures[0]!.cells!.labels).toHaveLength(2);
    await expect(madeInLab(model, photo, folder.path, { ...asked, layer: 'no' })).rejects.toMatchObject({
      code: 'lab/no-layer',
    });
  });

  test('lie on a sheet in reading order, small ones enlarged, each with a dark line beside it', () => {
    const maps = [1, 2, 3].map((value) => [0, value, value, value]);
    const { picture, columns } = channelSheet(maps, [1, 2, 6], { rows: 2, columns: 2 });
    expect([picture.width, picture.height, columns]).toEqual([66, 66, 2]);
    const at = (x: number, y: number): number => picture.pixels[3 * (y * 66 + x)]!;
    expect([at(0, 0), at(31, 0), at(32, 0), at(33, 0), at(64, 31), at(31, 64), at(50, 50)]).toEqual([
      0, 255, 32, 0, 255, 128, 32,
    ]);
  });
});

describe('a projection', () => {
  test.each(['gradient', 'deconvnet', 'guided'] as const)(
    '%s: lies beside what the position sees',
    async (projection) => {
      const asked = { method: 'projection', projection, layer: 'relu2', channel: 1 };
      const [one, other] = [
        await madeInLab(model, photo, folder.path, asked),
        await madeInLab(turned, photo, folder.path, asked),
      ];
      const { pictures, measures } = one.result;
      const { values } = await activations('relu2');
      const own = values.subarray(64, 128);
      const place = own.indexOf(Math.max(...own));
      expect(measures).toMatchObject({ row: place >> 3, column: place % 8 });
      expect(measures['activation']).toBeCloseTo(own[place]!, 5);
      expect(pictures.map(({ role }) => role)).toEqual(['original', 'projection']);
      // 3 × 3 of the pool, of 2 × 2, of 3 × 3: 8 pixels a side, less what lies beyond the border.
      const [original, projected] = [await read('original.png'), await read('projection.png')];
      const seen = (at: number): number => Math.min(side, 2 * at + 5) - Math.max(0, 2 * at - 3);
      for (const { width, height } of [original, projected])
        expect([width, height]).toEqual([seen(place % 8), seen(place >> 3)]);
      const { left = 0, top = 0 } = measures;
      const { pixels } = smallPhoto();
      for (let y = 0; y < original.height; y += 1) {
        const own = original.pixels.subarray(3 * y * original.width, 3 * (y + 1) * original.width);
        const from = 3 * ((top + y) * side + left);
        expect([...own]).toEqual([...pixels.subarray(from, from + own.length)]);
      }
      expect(new Set(projected.pixels).size).toBeGreaterThan(10);
      expect(other.result.measures['activation']).toBeCloseTo(own[place]!, 5);
    },
  );
});
