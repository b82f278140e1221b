/** Projections per gradient. */
export const projectionCount = 8;

/**
 * The gradient on `projectionCount` fixed sequences of signs; peer.py says which. For a difference d of two gradients
 * each projection has the mean square |d|², so eight of them tell |d| to about a quarter.
 */
export function projectionsOf(gradient: ArrayLike<number>): number[] {
  return Array.from({ length: projectionCount }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < gradient.length; i++) sum += signOf(i, k) * (gradient[i] ?? 0);
    return sum;
  });
}

function signOf(i: number, k: number): 1 | -1 {
  let h = (Math.imul(i, 0x9e3779b1) + Math.imul(k + 1, 0x85ebca77)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return ((h ^ (h >>> 16)) & 1) === 1 ? 1 : -1;
}
