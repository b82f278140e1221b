// The icon: a retina's receptive fields seen from the front. Rings of dots that shrink and crowd towards the centre,
// where the fovea sees sharply. The lenses of a network read a picture the same way.

/** Side of the drawing, in its own units. */
export const side = 1024;

const ground = '#1d2024';
const dot = '#eef0f2';
const accent = '#ff9d2e';

interface Ring {
  readonly radius: number;
  readonly dots: number;
  readonly dotRadius: number;
  readonly opacity: number;
}

/** Log-polar, as in the retina: each ring inwards is smaller by the same factor. */
function rings(count: number, dots: number): readonly Ring[] {
  const outer = 360;
  // Dots of one ring just touch those of the next when the factor is (1 − sin) / (1 + sin) of half their angle.
  const half = Math.sin(Math.PI / dots);
  const factor = (1 - half) / (1 + half) + 0.045;
  return Array.from({ length: count }, (_, i) => ({
    radius: outer * factor ** i,
    dots,
    dotRadius: outer * factor ** i * half * 0.7,
    opacity: 0.4 + (0.6 * i) / Math.max(1, count - 1),
  }));
}

/**
 * The icon as SVG. Below 48 px it fills its square and keeps one ring of large dots: more would blur into one grey.
 *
 * @param shownPx  side at which it is looked at
 */
export function drawing(shownPx: number): string {
  const small = shownPx < 48;
  const margin = small ? 0 : 48;
  const drawn: readonly Ring[] = small ? [{ radius: 345, dots: 8, dotRadius: 92, opacity: 0.85 }] : rings(5, 16);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}">`,
    `<rect x="${margin}" y="${margin}" width="${side - 2 * margin}" height="${side - 2 * margin}" rx="212" fill="${ground}"/>`,
    `<g fill="${dot}">`,
    ...drawn.flatMap((ring, i) => ringOf(ring, i % 2 === 0 ? 0 : 0.5)),
    '</g>',
    `<circle cx="512" cy="512" r="${small ? 170 : 68}" fill="${accent}"/>`,
    '</svg>',
    '',
  ].join('\n');
}

const ringOf = ({ radius, dots, dotRadius, opacity }: Ring, shift: number): string[] =>
  Array.from({ length: dots }, (_, i) => {
    const angle = ((i + shift) / dots) * 2 * Math.PI - Math.PI / 2;
    const [x, y] = [512 + radius * Math.cos(angle), 512 + radius * Math.sin(angle)];
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${dotRadius.toFixed(1)}" opacity="${opacity.toFixed(2)}"/>`;
  });
