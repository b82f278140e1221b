import type { PhotographerReport } from '../../../contract/index.ts';
import { markup, type Markup } from './markup.ts';

/** Pixels of the map, and of the room around it that names need. */
const [side, margin] = [420, 60];

/** Photographers in the plane. */
export function photographerMap({ classNames, map }: Pick<PhotographerReport, 'classNames' | 'map'>): Markup {
  const whole = side + 2 * margin;
  const points = map.map(({ x, y }, at) => {
    const [left, top] = [(margin + side * x).toFixed(1), (margin + side * y).toFixed(1)];
    // Names on the right half reach to the left, so that none leaves the map.
    const anchor = x > 0.5 ? markup`text-anchor="end" dx="-9"` : markup`dx="9"`;
    return markup`<circle class="dot" cx="${left}" cy="${top}" r="5"/><text x="${left}" y="${top}" dy="4" ${anchor}>${classNames[at] ?? ''}</text>
`;
  });
  return markup`<figure><svg viewBox="0 0 ${whole} ${whole}" width="${whole}" height="${whole}" role="img" aria-label="Map of photographers"><rect class="axis" x=".5" y=".5" width="${whole - 1}" height="${whole - 1}"/>
${points}</svg></figure>`;
}
