import sharp from 'sharp';
import { fingerprintOf, packedSketch, sketchOf } from '../../runner/vision/index.ts';

const side = 64;

/** What a photo looks like: its fingerprint, and what near-duplicates are found by. @param thumbnail  its file */
export async function readSketch(thumbnail: string): Promise<{ fingerprint: string; sketch: Uint8Array }> {
  const pixels = await sharp(thumbnail)
    .resize(side, side, { fit: 'fill' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
  return { fingerprint: fingerprintOf(pixels, side, side), sketch: packedSketch(sketchOf(pixels, side, side)) };
}
