/** Widths over heights of windows, and how much a window's side is of the next larger one's. */
const [aspects, shrink] = [[1, 0.5, 2], Math.SQRT1_2];
/** Of a window's side between neighbors. */
const step = 0.25;
const leastSide = 16;

/**
 * Windows of many sizes all over a picture, as regions where none can be proposed: the largest first, and of each size
 * those all over the picture, as many sizes as fit into `most`.
 *
 * @returns [n, 4] x0, y0, x1, y1 in pixels
 */
export function windowBoxes({ width, height }: { readonly width: number; readonly height: number }, most: number) {
  const boxes: number[] = [0, 0, width, height];
  for (let side = Math.min(width, height); side >= leastSide; side *= shrink) {
    const ofSize = aspects.flatMap((aspect) =>
      windowsOf(side * Math.sqrt(aspect), side / Math.sqrt(aspect), width, height),
    );
    if (boxes.length + ofSize.length > 4 * most) break;
    for (const one of ofSize) boxes.push(one);
  }
  return Int32Array.from(boxes);
}

function windowsOf(w: number, h: number, width: number, height: number): number[] {
  if (w > width || h > height) return [];
  const along = places(width - w, step * w);
  return places(height - h, step * h).flatMap((y) =>
    along.flatMap((x) => [x, y, x + w, y + h].map((side) => Math.round(side))),
  );
}

/** From 0 to `room`, about so far apart. */
function places(room: number, apart: number): number[] {
  const count = Math.max(1, Math.ceil(room / apart));
  return room < 1 ? [room / 2] : Array.from({ length: count + 1 }, (_, at) => (at * room) / count);
}
