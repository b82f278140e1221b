import { writeResult } from './pictures.ts';
import type { RgbPicture } from '../../pixels/index.ts';

/** At most so many pictures on the way, none sooner after another than is seen, no side longer than this. */
const [mostFrames, leastMs, longestSide] = [60, 80, 512];

/** What it looked like on the way. */
export interface Frames {
  /** File names in order. */
  readonly files: readonly string[];
  /** Whether there shall be a picture of this step. */
  isDue(step: number): boolean;
  add(picture: RgbPicture): string;
  /** Waits until all are written. @throws disk/full */
  written(): Promise<void>;
}

/** @param steps  how many there can be */
export function framesOf(folder: string, steps: number): Frames {
  const every = Math.max(1, Math.ceil(steps / (mostFrames - 1)));
  const files: string[] = [];
  const writing: Promise<unknown>[] = [];
  let lastMs = -Infinity;
  return {
    files,
    isDue: (step) => step % every === 0 && files.length < mostFrames && performance.now() - lastMs >= leastMs,
    add(picture) {
      lastMs = performance.now();
      const file = `frame-${String(files.length).padStart(2, '0')}.png`;
      files.push(file);
      const written = writeResult(folder, reduced(picture), { file, role: 'result' });
      // Whoever waits for all hears of it.
      written.catch(() => undefined);
      writing.push(written);
      return file;
    },
    async written() {
      await Promise.all(writing);
    },
  };
}

/** Every n-th pixel of a picture that is too large: good enough to look at while more is coming. */
function reduced(picture: RgbPicture): RgbPicture {
  const apart = Math.ceil(Math.max(picture.width, picture.height) / longestSide);
  if (apart === 1) return picture;
  const [width, height] = [Math.ceil(picture.width / apart), Math.ceil(picture.height / apart)];
  const pixels = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const from = 3 * (y * apart * picture.width + x * apart);
      pixels.set(picture.pixels.subarray(from, from + 3), 3 * (y * width + x));
    }
  return { width, height, pixels };
}
