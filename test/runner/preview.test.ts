import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Augmentation, SmallPicture } from '../../electron/contract/index.ts';
import { readInput } from '../../electron/runner/pixels/index.ts';
import { previewAugmentation } from '../../electron/runner/tasks/learning/preview.ts';
import { colorCard } from '../support/networks.ts';
import { writeScenes } from '../support/scenes.ts';

let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fovea-preview-'));
  const [written] = await writeScenes(folder, 1, 3, { width: 200, height: 150 });
  path = written?.path ?? '';
});
afterAll(() => rm(folder, { recursive: true }));

const card = colorCard();
const asked = (seed: number, count: number) =>
  previewAugmentation({ path, card, augmentation: Augmentation.parse({}), seed, count });

test('the first picture is what the network sees, the others are varied', async () => {
  const pictures = await asked(1, 12);
  const plain = await readInput(path, card.preprocessing);
  const { width, height } = card.preprocessing;
  expect(pictures).toHaveLength(12);
  expect(new Set(pictures.map(({ rgb }) => rgb)).size).toBe(12);
  for (const picture of pictures) {
    expect(SmallPicture.parse(picture)).toMatchObject({ width, height });
    expect(Buffer.from(picture.rgb, 'base64')).toHaveLength(3 * width * height);
  }
  expect(pictures[0]?.rgb).toBe(Buffer.from(plain.pixels).toString('base64'));
});

test('the same seed makes the same pictures, and more of them begin with the same', async () => {
  expect(await asked(2, 6)).toEqual((await asked(2, 12)).slice(0, 6));
  expect((await asked(3, 2))[1]).not.toEqual((await asked(2, 2))[1]);
});

test('a photo that is gone says so', async () => {
  const gone = previewAugmentation({
    path: join(folder, 'gone.jpg'),
    card,
    augmentation: Augmentation.parse({}),
    seed: 1,
    count: 2,
  });
  await expect(gone).rejects.toMatchObject({ code: 'photo/missing' });
});
