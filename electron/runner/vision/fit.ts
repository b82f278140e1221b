import type { Preprocessing } from '../../contract/index.ts';

/** How the pixels of one photo are laid onto the network's input. All numbers are pixels. */
export interface Fit {
  /** The whole photo is resized to this. */
  readonly resizedWidth: number;
  readonly resizedHeight: number;
  /** Where the network's input begins in the resized photo; negative where padding is needed. */
  readonly left: number;
  readonly top: number;
  /** The network's input. */
  readonly width: number;
  readonly height: number;
  /** The same window in the full-size photo; reaches outside it when padded. */
  readonly seen: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
}

/**
 * Lays a photo of `photoWidth` × `photoHeight` pixels (after orientation) onto the input that a card describes.
 *
 * - crop: the short side becomes `shortSide`, the centre is cut out, as in Krizhevsky et al. 2012, section 5. A small
 *   photo is enlarged only as far as it takes to fill the input: more would cut away what it shows.
 * - pad: the whole photo, as large as fits, in the middle.
 * - squash: the whole photo, its proportions given up.
 */
export function fitOf(photoWidth: number, photoHeight: number, preprocessing: Preprocessing): Fit {
  const { fit, shortSide, width, height } = preprocessing;
  const [resizedWidth, resizedHeight] = resizedSize();
  const left = Math.floor((resizedWidth - width) / 2);
  const top = Math.floor((resizedHeight - height) / 2);
  const perPixelX = photoWidth / resizedWidth;
  const perPixelY = photoHeight / resizedHeight;
  return {
    resizedWidth,
    resizedHeight,
    left,
    top,
    width,
    height,
    seen: {
      x0: left * perPixelX,
      y0: top * perPixelY,
      x1: (left + width) * perPixelX,
      y1: (top + height) * perPixelY,
    },
  };

  function resizedSize(): [number, number] {
    if (fit === 'squash') return [width, height];
    const cover = Math.max(width / photoWidth, height / photoHeight);
    const contain = Math.min(width / photoWidth, height / photoHeight);
    const reduce = Math.min(1, shortSide / Math.min(photoWidth, photoHeight));
    const scale = fit === 'pad' ? contain : Math.max(reduce, cover);
    return [Math.max(1, Math.round(photoWidth * scale)), Math.max(1, Math.round(photoHeight * scale))];
  }
}

/** The color of padding, 0 to 255: the one that preprocessing turns into zeros, so that no first layer sees it. */
export function paddingColor({ mean, colorOrder }: Preprocessing): { r: number; g: number; b: number } {
  const [r = 0, g = 0, b = 0] = (colorOrder === 'RGB' ? mean : mean.toReversed()).map((value) =>
    Math.min(255, Math.max(0, Math.round(value))),
  );
  return { r, g, b };
}
