// How a class looks on shelves and maps: a color and a shape, so that neither is needed alone. Areas and boxes, which
// have no shape of their own, are doubled by a pattern instead (screens/segmentation/patterns.ts).

/** Outlines of about the same area around the origin, two across. */
const shapes = [
  'M1 0A1 1 0 1 1 -1 0A1 1 0 1 1 1 0Z',
  'M-.9-.9H.9V.9H-.9Z',
  'M0-1.2L1.1.8H-1.1Z',
  'M0-1.3L1.3 0L0 1.3L-1.3 0Z',
  'M-.4-1.2H.4V-.4H1.2V.4H.4V1.2H-.4V.4H-1.2V-.4H-.4Z',
  'M0 1.2L1.1-.8H-1.1Z',
  'M-1.15-.6L-.6-1.15L0-.55L.6-1.15L1.15-.6L.55 0L1.15.6L.6 1.15L0 .55L-.6 1.15L-1.15.6L-.55 0Z',
  'M-1.4-.6H1.4V.6H-1.4Z',
] as const;

/** Cut out of the middle, once colors and shapes are used up: nothing, a hole, a bar across, a bar down. */
const holes = [
  '',
  'M.38 0A.38 .38 0 1 0 -.38 0A.38 .38 0 1 0 .38 0Z',
  'M-.6-.16V.16H.6V-.16Z',
  'M-.16-.6V.6H.16V-.6Z',
] as const;

const colors = 8;

/** The color variable of a class and its outline, to be filled by the even-odd rule. */
export interface ClassLook {
  readonly color: string;
  readonly outline: string;
}

/**
 * The look of a class; the first eight differ in color and in shape, 64 in one of them, 256 in one of them or in what
 * is cut out.
 *
 * @see Okabe and Ito, "Color Universal Design", 2002, for the colors (styles/tokens.css)
 */
export function markOf(classIndex: number): ClassLook {
  const round = Math.floor(classIndex / colors);
  const shape = shapes[(classIndex + round) % shapes.length] ?? shapes[0];
  const hole = holes[Math.floor(round / shapes.length) % holes.length] ?? '';
  return { color: `--color-class-${String((classIndex % colors) + 1)}`, outline: shape + hole };
}
