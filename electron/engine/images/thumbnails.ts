import type { PictureRecipe } from './pictures.ts';

/** Longest sides of the pictures made, in pixels. */
const thumbnailPx = 320;
const largePx = 640;
const viewPx = 2560;

const within = (px: number, quality: number, folder: string): PictureRecipe => ({
  folder,
  variant: `${px} px`,
  extension: 'jpg',
  draw: (image) => image.resize({ width: px, height: px, fit: 'inside', withoutEnlargement: true }).jpeg({ quality }),
});

/** JPEG, because WebP costs a third more time for a file that is hardly smaller (50 against 39 cpu-ms at 12 MP). */
export const thumbnail: PictureRecipe = within(thumbnailPx, 80, 'thumbnails');

/** A thumbnail where 320 px would be blurred: screens of two device pixels to one of the window, or large tiles. */
export const large: PictureRecipe = within(largePx, 80, 'thumbnails');

/** A picture for a page that many of them are part of. */
export const small: PictureRecipe = within(200, 75, 'thumbnails');

/** A picture for a screen. */
export const view: PictureRecipe = within(viewPx, 88, 'views');

/** Every pixel, for originals that no browser shows. */
export const everyPixel: PictureRecipe = {
  folder: 'views',
  variant: 'every pixel',
  extension: 'jpg',
  draw: (image) => image.jpeg({ quality: 92 }),
};
