import type { PhotoGuard, Preprocessing } from '../../contract/index.ts';
import { decodePhoto, laidOnInput } from '../../decode/index.ts';

/** Cut off each side, in shares of it: frames, stamps and signatures stand there. */
const borderShare = 0.1;

/**
 * What a network sees of a photo that was changed first, to learn what its answers rest on; `PhotoGuard` says how.
 *
 * Law: as-is gives what `readInput` does.
 *
 * @returns [preprocessing.height, preprocessing.width, 3] RGB
 * @throws photo/*
 */
export async function readGuarded(path: string, preprocessing: Preprocessing, guard: PhotoGuard): Promise<Uint8Array> {
  const { picture } = await decodePhoto(path, (image, width, height) => {
    if (guard !== 'no-border') return laidOnInput(image, width, height, preprocessing).raw().toBuffer();
    const [left, top] = [Math.floor(width * borderShare), Math.floor(height * borderShare)];
    const inner = { left, top, width: width - 2 * left, height: height - 2 * top };
    return laidOnInput(image.extract(inner), inner.width, inner.height, preprocessing).raw().toBuffer();
  });
  const { width, height } = preprocessing;
  if (guard === 'grey') return withoutColor(picture);
  return guard === 'small' ? enlarged(halved(picture, width, height), width, height) : picture;
}

/** @see ITU-R BT.601, section 2.5.1, for how much each color counts */
function withoutColor(pixels: Uint8Array): Uint8Array {
  const grey = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; at += 3) {
    const light = 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0);
    grey.fill(Math.round(light), at, at + 3);
  }
  return grey;
}

interface Small {
  readonly pixels: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Means of 2 × 2 pixels; of an odd side the last is left out. */
function halved(pixels: Uint8Array, fullWidth: number, fullHeight: number): Small {
  const [width, height] = [Math.max(1, fullWidth >> 1), Math.max(1, fullHeight >> 1)];
  const small = new Float32Array(3 * width * height);
  const at = (x: number, y: number, channel: number): number =>
    pixels[3 * (Math.min(y, fullHeight - 1) * fullWidth + Math.min(x, fullWidth - 1)) + channel] ?? 0;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      for (let channel = 0; channel < 3; channel += 1) {
        const above = at(2 * x, 2 * y, channel) + at(2 * x + 1, 2 * y, channel);
        const below = at(2 * x, 2 * y + 1, channel) + at(2 * x + 1, 2 * y + 1, channel);
        small[3 * (y * width + x) + channel] = (above + below) / 4;
      }
  return { pixels: small, width, height };
}

/** Linear between the middles of pixels. */
function enlarged(small: Small, width: number, height: number): Uint8Array {
  const full = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y += 1) {
    const [top, bottom, down] = between(y, height, small.height);
    for (let x = 0; x < width; x += 1) {
      const [left, right, along] = between(x, width, small.width);
      for (let channel = 0; channel < 3; channel += 1) {
        const of = (row: number, column: number): number =>
          small.pixels[3 * (row * small.width + column) + channel] ?? 0;
        const above = of(top, left) * (1 - along) + of(top, right) * along;
        const below = of(bottom, left) * (1 - along) + of(bottom, right) * along;
        full[3 * (y * width + x) + channel] = Math.round(above * (1 - down) + below * down);
      }
    }
  }
  return full;
}

/** The two pixels of a small side that a place lies between, and how far it is to the second. */
function between(place: number, side: number, small: number): [first: number, second: number, share: number] {
  const at = Math.min(small - 1, Math.max(0, ((place + 0.5) * small) / side - 0.5));
  const first = Math.floor(at);
  return [first, Math.min(small - 1, first + 1), at - first];
}
