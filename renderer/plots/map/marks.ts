// How a class looks on a map: a color and a shape, so that neither is needed alone.

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

const colors = 8;

/** The color variable and the outline of a class; the first eight differ in both, 64 in one of them. */
export function markOf(classIndex: number): { readonly color: string; readonly outline: string } {
  const color = classIndex % colors;
  const shape = (classIndex + Math.floor(classIndex / colors)) % shapes.length;
  return { color: `--color-class-${String(color + 1)}`, outline: shapes[shape] ?? shapes[0] };
}
