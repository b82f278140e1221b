import type { SmallPicture } from '../../../../electron/contract/index.ts';

/** [height, width, 4] bytes of a picture, opaque, as a canvas takes them. */
export function rgbaOf({ width, height, rgb }: SmallPicture): Uint8ClampedArray<ArrayBuffer> {
  const bytes = atob(rgb);
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel += 1)
    for (let channel = 0; channel < 3; channel += 1) rgba[pixel * 4 + channel] = bytes.charCodeAt(pixel * 3 + channel);
  return rgba;
}
