import type { InputOf, OutputOf, RunnerContract } from '../../../contract/index.ts';
import { augmentPhoto, readInput, readSource } from '../../pixels/index.ts';
import { derived } from '../../vision/index.ts';

/** What augmentation makes of one photo: first the photo as the network sees it, then varied ones. @throws photo/* */
export async function previewAugmentation({
  path,
  card,
  augmentation,
  seed,
  count,
}: InputOf<RunnerContract['training.preview']>): Promise<OutputOf<RunnerContract['training.preview']>> {
  const { preprocessing } = card;
  const [plain, source] = await Promise.all([readInput(path, preprocessing), readSource(path, preprocessing)]);
  const varied = Array.from({ length: count - 1 }, (_, view) =>
    augmentPhoto(source, preprocessing, augmentation, derived(seed, 'preview', view)),
  );
  const { width, height } = preprocessing;
  return [plain.pixels, ...varied].map((pixels) => ({ width, height, rgb: Buffer.from(pixels).toString('base64') }));
}
