import type { CollectedPhoto, Stop } from '../../../contract/index.ts';
import { readAhead, readPicture, within } from '../../pixels/index.ts';
import { cornerSide, type Corners } from '../../vision/index.ts';

/** Of the photo's longer side: what marks are looked for in. */
const longSide = 512;

/** The light of the corners of photos; a photo that cannot be read any more has none. */
export async function cornersOf(photos: readonly CollectedPhoto[], stop: Stop): Promise<readonly Corners[]> {
  const ahead = readAhead(photos.length, (at) => cornersIn(photos[at]?.path ?? ''));
  const corners: Corners[] = [];
  for (;;) {
    stop.throwIfAborted();
    const read = await ahead.take(8, 16);
    if (read.length === 0) return corners;
    corners.push(...read);
  }
}

async function cornersIn(path: string): Promise<Corners> {
  try {
    return { light: lightOf(await readPicture(path, within(longSide))) };
  } catch {
    return { light: new Float32Array(4 * cornerSide * cornerSide).fill(NaN) };
  }
}

/** Each corner as it lies in the photo; NaN where the photo does not reach. */
function lightOf({ width, height, pixels }: { width: number; height: number; pixels: Uint8Array }): Float32Array {
  const light = new Float32Array(4 * cornerSide * cornerSide);
  for (let corner = 0; corner < 4; corner += 1) {
    const left = corner % 2 === 0 ? 0 : width - cornerSide;
    const top = corner < 2 ? 0 : height - cornerSide;
    for (let y = 0; y < cornerSide; y += 1) {
      for (let x = 0; x < cornerSide; x += 1) {
        const [column, row] = [left + x, top + y];
        const isThere = column >= 0 && row >= 0 && column < width && row < height;
        const at = 3 * (row * width + column);
        light[(corner * cornerSide + y) * cornerSide + x] = isThere
          ? 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0)
          : NaN;
      }
    }
  }
  return light;
}
