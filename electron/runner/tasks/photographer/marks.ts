import { readAhead, readPicture, within } from '../../pixels/index.ts';
import { cornerSide, markSigns, markOf, type Mark } from '../../vision/index.ts';
import type { Work } from './work.ts';

/** Of the photo's longer side: what marks are looked for in. */
const longSide = 512;

/** Marks that stand on many photos of one photographer. */
export async function marksIn({ photos, classOf, classes, input, stop, scope }: Work): Promise<readonly Mark[]> {
  const ahead = readAhead(photos.length, (at) => signsIn(photos[at]?.path ?? ''));
  const signs: Int8Array[] = [];
  for (let read = await ahead.take(8, 16); read.length > 0; read = await ahead.take(8, 16)) {
    stop.throwIfAborted();
    signs.push(...read);
  }
  const marks: Mark[] = [];
  for (let own = 0; own < classes; own += 1) {
    stop.throwIfAborted();
    scope.progress({ phase: 'guards', done: own, total: classes });
    const mark = markOf(signs, classOf, own, input.settings.seed);
    if (mark) marks.push(mark);
    // Requests from outside are heard between photographers.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return marks;
}

/** A photo that cannot be read any more has none. */
async function signsIn(path: string): Promise<Int8Array> {
  try {
    return markSigns(lightOf(await readPicture(path, within(longSide))));
  } catch {
    return new Int8Array(4 * cornerSide * cornerSide);
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
