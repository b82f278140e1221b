import sharp from 'sharp';

/** A PNG of colors. @param pixels  [height, width, 3] RGB */
export const writeRgbPng = (pixels: Uint8Array, width: number, height: number): Promise<Buffer> =>
  sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
