import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeRgb } from '../../../electron/runner/pixels/index.ts';
import { temporaryFolder } from '../../support/fovea.ts';
import { madeInLab, smallNetwork, smallPhoto } from '../../support/lookedInto.ts';

// A channel asked about several photos, beside the answers to each alone.

const folder = temporaryFolder();
afterAll(() => folder.remove());
const model = smallNetwork(join(folder.path, 'small.onnx'));
const asked = { method: 'projection', layer: 'relu2', channel: 1 };

test('of several photos those are shown that excite a channel most, the strongest first', async () => {
  const photos: string[] = [];
  const alone: number[] = [];
  for (let photo = 0; photo < 11; photo += 1) {
    const path = join(folder.path, `${photo}.png`);
    await writeRgb(path, smallPhoto(photo));
    photos.push(path);
    alone.push((await madeInLab(model, path, folder.path, asked)).result.measures['activation'] ?? NaN);
  }
  const broken = join(folder.path, 'broken.png');
  writeFileSync(broken, 'no picture');
  const { result } = await madeInLab(model, [...photos, broken], folder.path, asked);
  const ranked = Array.from(alone.entries()).sort(([, a], [, b]) => b - a);
  const labels = ranked.slice(0, 9).map(([photo, value]) => `${value.toFixed(2)} ${photo}.png`);
  expect(result.pictures.map(({ role, cells }) => [role, cells])).toEqual([
    ['original', { columns: 3, labels }],
    ['projection', { columns: 3, labels }],
  ]);
  expect(result.measures).toMatchObject({ photos: 11, unreadable: 1 });
  expect(result.measures['strongest']).toBeCloseTo(ranked[0]?.[1] ?? NaN, 5);
});

test('a layer or a channel that is not there is named', async () => {
  const photos = [join(folder.path, '0.png'), join(folder.path, '1.png')];
  for (const wrong of [{ layer: 'nowhere' }, { channel: 99 }])
    await expect(madeInLab(model, photos, folder.path, { ...asked, ...wrong })).rejects.toMatchObject({
      code: 'lab/no-layer',
    });
});
