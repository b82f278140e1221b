// Where a photo lies on the stage. Lengths on the stage in window pixels, on the photo in photo pixels.

import type { Zoom } from '../../state/photo.svelte.ts';

export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** Top left corner of the photo on the stage, and window pixels per photo pixel. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

const largestScale = 32;
const smallestShare = 0.25;

/** The scale at which the whole photo is in sight and as large as possible. */
export const fitScale = (stage: Extent, photo: Extent): number =>
  Math.min(stage.width / photo.width, stage.height / photo.height);

export const scaleOf = (zoom: Zoom, stage: Extent, photo: Extent): number => zoom.scale ?? fitScale(stage, photo);

/** A photo smaller than the stage stands in its middle; a larger one never leaves a gap beside it. */
export function placed(zoom: Zoom, stage: Extent, photo: Extent): Placement {
  const scale = scaleOf(zoom, stage, photo);
  const along = (stagePx: number, photoPx: number, center: number): number => {
    const lengthPx = photoPx * scale;
    if (lengthPx <= stagePx) return (stagePx - lengthPx) / 2;
    return Math.min(0, Math.max(stagePx - lengthPx, stagePx / 2 - center * lengthPx));
  };
  return { x: along(stage.width, photo.width, zoom.x), y: along(stage.height, photo.height, zoom.y), scale };
}

/** Enlarges by a factor so that the photo point under `pointer` (stage pixels) stays under it. */
export function zoomedAt(
  zoom: Zoom,
  factor: number,
  pointer: { x: number; y: number },
  stage: Extent,
  photo: Extent,
): Zoom {
  const fit = fitScale(stage, photo);
  const from = placed(zoom, stage, photo);
  const scale = Math.min(Math.max(from.scale * factor, fit * smallestShare), Math.max(largestScale, fit));
  const photoX = (pointer.x - from.x) / from.scale;
  const photoY = (pointer.y - from.y) / from.scale;
  return {
    scale,
    x: (photoX + (stage.width / 2 - pointer.x) / scale) / photo.width,
    y: (photoY + (stage.height / 2 - pointer.y) / scale) / photo.height,
  };
}

/** Moves the photo by so many window pixels, as far as it goes. */
export function pannedBy(zoom: Zoom, dx: number, dy: number, stage: Extent, photo: Extent): Zoom {
  const { x, y, scale } = placed(zoom, stage, photo);
  const center = (stagePx: number, photoPx: number, cornerPx: number): number =>
    (stagePx / 2 - cornerPx) / (photoPx * scale);
  const moved: Zoom = {
    scale: zoom.scale,
    x: center(stage.width, photo.width, x + dx),
    y: center(stage.height, photo.height, y + dy),
  };
  // What would leave a gap is taken back at once, so that the way back is as long as the way there.
  const held = placed(moved, stage, photo);
  return {
    scale: zoom.scale,
    x: center(stage.width, photo.width, held.x),
    y: center(stage.height, photo.height, held.y),
  };
}
