import sharp from 'sharp';

/** A PNG of grey values. @param grey  [height, width] */
export const writeGreyPng = (grey: Uint8Array, width: number, height: number): Promise<Buffer> =>
  sharp(grey, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
