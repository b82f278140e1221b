import type { Sharp } from 'sharp';
import type { Preprocessing } from '../contract/index.ts';
import { fitOf, paddingColor } from '../runner/vision/index.ts';

/**
 * Lays an upright photo onto a network's input: resized, cut out and padded as `fitOf` says, before colors become
 * numbers. The runner takes its pixels from here and the window its picture of what the network sees.
 */
export function laidOnInput(image: Sharp, width: number, height: number, preprocessing: Preprocessing): Sharp {
  const fit = fitOf(width, height, preprocessing);
  // libvips reads a large JPEG at a reduced scale by itself, as long as nothing is cut out before it is resized.
  const resized = image.resize({ width: fit.resizedWidth, height: fit.resizedHeight, fit: 'fill', kernel: 'linear' });
  if (preprocessing.fit !== 'pad') {
    return resized.extract({ left: fit.left, top: fit.top, width: fit.width, height: fit.height });
  }
  return resized.extend({
    left: -fit.left,
    top: -fit.top,
    right: fit.width - fit.resizedWidth + fit.left,
    bottom: fit.height - fit.resizedHeight + fit.top,
    background: paddingColor(preprocessing),
  });
}
