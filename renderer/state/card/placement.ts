import type { Preprocessing } from '../../../electron/contract/index.ts';

/** Where a photo is drawn on the network's input; all numbers are pixels of that input. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where a photo lies on the network's input under a card that is not saved yet. The runner computes the same in
 * electron/runner/vision/fit.ts, which the window may not import; a test holds the two together.
 */
export function placementOf(photoWidth: number, photoHeight: number, preprocessing: Preprocessing): Placement {
  const { width, height } = preprocessing;
  const [drawnWidth, drawnHeight] = drawnSize(photoWidth, photoHeight, preprocessing);
  return {
    left: Math.floor((width - drawnWidth) / 2),
    top: Math.floor((height - drawnHeight) / 2),
    width: drawnWidth,
    height: drawnHeight,
  };
}

function drawnSize(photoWidth: number, photoHeight: number, preprocessing: Preprocessing): [number, number] {
  const { fit, shortSide, width, height } = preprocessing;
  if (fit === 'squash') return [width, height];
  const cover = Math.max(width / photoWidth, height / photoHeight);
  const contain = Math.min(width / photoWidth, height / photoHeight);
  const reduce = Math.min(1, shortSide / Math.min(photoWidth, photoHeight));
  const scale = fit === 'pad' ? contain : Math.max(reduce, cover);
  return [Math.max(1, Math.round(photoWidth * scale)), Math.max(1, Math.round(photoHeight * scale))];
}

/** The color that padding is filled with, as CSS: the one that preprocessing turns into zeros. */
export function paddingColor({ mean, colorOrder }: Preprocessing): string {
  const rgb = (colorOrder === 'RGB' ? mean : mean.toReversed()).map((x) => Math.min(255, Math.max(0, Math.round(x))));
  return `rgb(${rgb.join(' ')})`;
}
