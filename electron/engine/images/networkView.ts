import type { Preprocessing } from '../../contract/index.ts';
import { laidOnInput } from '../../decode/index.ts';
import type { PictureRecipe } from './pictures.ts';

/** What a network sees of a photo: exactly the pixels the runner gives it, before colors become numbers. */
export const networkView = (preprocessing: Preprocessing): PictureRecipe => ({
  folder: 'views',
  variant: `network ${JSON.stringify(preprocessing)}`,
  extension: 'png',
  draw: (image, width, height) => laidOnInput(image, width, height, preprocessing).png(),
});
