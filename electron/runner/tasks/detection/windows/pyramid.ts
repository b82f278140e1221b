import { fail, type WindowSettings } from '../../../../contract/index.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The photo at a size at which the network's input is a window of it. */
export interface Level extends Size {
  /** Pixels of the photo per pixel of the level. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** How many windows lie side by side, and one below the other. */
  readonly columns: number;
  readonly rows: number;
}

/** Windows of fewer pixels of the photo along a side show nothing. */
const leastPx = 8;
/** A level takes three bytes a pixel, and the network's maps more. */
const mostPixels = 32e6;

/**
 * Sizes of a photo so that windows of the wished sizes become the network's input, from the largest windows on. A photo
 * of any size has one level at least, enlarged where it is smaller than the input. Sides are rounded so that windows
 * `stepPx` apart begin at one edge of the photo and end at the other.
 *
 * @param patch  pixels of the network's input
 * @throws detection/too-fine  the photo would become too large
 */
export function pyramidOf(photo: Size, patch: Size, stepPx: number, settings: WindowSettings): Level[] {
  const { smallest, largest, scalesPerOctave, aspects, margin } = settings;
  // Pixels of the photo per pixel of the input, for windows of the input's own shape.
  const fitting = Math.min(photo.width / patch.width, photo.height / patch.height);
  const least = Math.max(smallest * fitting, leastPx / Math.min(patch.width, patch.height));
  const levels = aspects.flatMap((aspect) => {
    const [stretchX, stretchY] = [Math.sqrt(aspect), 1 / Math.sqrt(aspect)];
    const fits = Math.min(photo.width / (patch.width * stretchX), photo.height / (patch.height * stretchY));
    const most = Math.min(fits, largest * Math.max(fits, fitting));
    const count = 1 + Math.max(0, Math.floor(scalesPerOctave * Math.log2(most / least) + 1e-9));
    return Array.from({ length: count }, (_, at): Level => {
      const scale = most * 2 ** (-at / scalesPerOctave);
      const x = along(photo.width, scale * stretchX, patch.width, stepPx, margin);
      const y = along(photo.height, scale * stretchY, patch.height, stepPx, margin);
      return {
        ...{ width: x.length, height: y.length, scaleX: photo.width / x.length, scaleY: photo.height / y.length },
        ...{ columns: x.windows, rows: y.windows },
      };
    });
  });
  const pixels = levels.reduce((most, { width, height }) => Math.max(most, width * height), 0);
  if (pixels > mostPixels)
    return fail('detection/too-fine', { megapixels: Math.ceil(pixels / 1e6), limit: mostPixels / 1e6 });
  return levels;
}

/** Pixels of a level along one axis, and how many windows it has there. */
function along(photo: number, scale: number, patch: number, stepPx: number, margin: number) {
  const steps = Math.max(0, Math.round((photo / scale - patch) / stepPx));
  return { length: patch + steps * stepPx, windows: 1 + steps + 2 * marginSteps(patch, stepPx, margin) };
}

/** Windows that begin before the photo. */
export const marginSteps = (patch: number, stepPx: number, margin: number): number =>
  Math.floor((margin * patch) / stepPx);
