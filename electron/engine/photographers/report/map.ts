import type { PhotographerReport } from '../../../contract/index.ts';
import { markup, type Markup } from './markup.ts';

/** Pixels of the map, of the room around it, of a line of names, and about those of a letter. */
const [width, height, margin] = [560, 400, 40];
const [line, letter, dot] = [15, 7.5, 5];

const mostLetters = 32;

/** A name beside its point. */
export interface Label {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Names on the right half reach to the left, so that none leaves the map. */
  readonly reachesLeft: boolean;
  /** Where the name stands, so that it lies on no other. */
  readonly nameY: number;
}

/** Photographers in the plane. */
export function photographerMap({ classNames, map }: Pick<PhotographerReport, 'classNames' | 'map'>): Markup {
  const labels = labelsOf(classNames, map);
  const tall = Math.max(height, ...labels.map(({ nameY }) => nameY + margin / 2));
  const points = labels.map(
    ({ name, x, y, reachesLeft, nameY }) =>
      markup`<circle class="dot" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${dot}"/><text x="${(reachesLeft ? x - 9 : x + 9).toFixed(1)}" y="${(nameY + 4).toFixed(1)}" text-anchor="${reachesLeft ? 'end' : 'start'}">${name}</text>
`,
  );
  return markup`<figure><svg viewBox="0 0 ${width} ${tall}" width="${width}" height="${tall}" role="img" aria-label="Map of photographers"><rect class="axis" x=".5" y=".5" width="${width - 1}" height="${tall - 1}"/>
${points}</svg></figure>`;
}

/** Points as large as the map allows, both axes alike, and names pushed down where they would lie on each other. */
export function labelsOf(classNames: readonly string[], map: PhotographerReport['map']): Label[] {
  const [left, right] = [Math.min(...map.map(({ x }) => x)), Math.max(...map.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...map.map(({ y }) => y)), Math.max(...map.map(({ y }) => y))];
  const scale = Math.min(
    (width - 2 * margin) / Math.max(1e-9, right - left),
    (height - 2 * margin) / Math.max(1e-9, bottom - top),
  );
  const placed: Label[] = [];
  const order = [...map.entries()].sort(([, a], [, b]) => a.y - b.y);
  for (const [at, point] of order) {
    const x = width / 2 + scale * (point.x - (left + right) / 2);
    const y = height / 2 + scale * (point.y - (top + bottom) / 2);
    const own = { name: shortened(classNames[at] ?? ''), x, y, reachesLeft: x > width / 2, nameY: y };
    placed.push({ ...own, nameY: freeLine(own, placed) });
  }
  return placed;
}

/** As much of a name as half the map has room for. */
const shortened = (name: string): string => {
  const letters = Array.from(name);
  return letters.length <= mostLetters ? name : `${letters.slice(0, mostLetters - 1).join('')}…`;
};

function freeLine(own: Label, placed: readonly Label[]): number {
  let at = own.nameY;
  // Names before it stand in the order of their lines, so one pass downwards is enough.
  for (const other of placed.toSorted((a, b) => a.nameY - b.nameY))
    if (areBeside(own, other) && Math.abs(at - other.nameY) < line) at = other.nameY + line;
  return at;
}

function areBeside(a: Label, b: Label): boolean {
  const [[fromA, toA], [fromB, toB]] = [extentOf(a), extentOf(b)];
  return fromA < toB && fromB < toA;
}

/** From its point to the end of its name. */
function extentOf({ name, x, reachesLeft }: Label): readonly [number, number] {
  const reach = 9 + letter * name.length;
  return reachesLeft ? [x - reach, x + dot] : [x - dot, x + reach];
}
