interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a name stands, as the SVG attribute text-anchor says; its baseline is at y. */
export interface PlacedName extends Point {
  readonly anchor: 'start' | 'middle' | 'end';
}

interface Rectangle {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** Of small text, in units of the drawing: about how wide a letter is, how high a line, and how far a mark reaches. */
const letter = 6;
const line = 12;
const mark = 9;

/** Points as large in a square as its margins let them be, alike in both directions. */
export function fitted(points: readonly Point[], size: number, margin: number): readonly Point[] {
  const middleAndReach = (values: readonly number[]): readonly [number, number] => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return [(least + most) / 2, (most - least) / 2];
  };
  const [middleX, reachX] = middleAndReach(points.map(({ x }) => x));
  const [middleY, reachY] = middleAndReach(points.map(({ y }) => y));
  const scale = (size / 2 - margin) / (Math.max(reachX, reachY) || 1);
  return points.map(({ x, y }) => ({ x: size / 2 + (x - middleX) * scale, y: size / 2 + (y - middleY) * scale }));
}

/**
 * A place beside each mark where its name covers no other mark and no other name: above, below, beside it or askew; null where
 * there is none. Those named first choose first.
 *
 * @param first  index of the mark whose name must be seen; it gets a place in any case
 */
export function placedNames(
  points: readonly Point[],
  names: readonly string[],
  size: number,
  first: number,
): readonly (PlacedName | null)[] {
  const taken = points.map(({ x, y }) => ({ x0: x - mark, y0: y - mark, x1: x + mark, y1: y + mark }));
  const placed = points.map((): PlacedName | null => null);
  const order = [first, ...[...points.keys()].filter((index) => index !== first)];
  for (const index of order) {
    const point = points[index];
    if (!point) continue;
    const width = letter * (names[index] ?? '').length;
    const choices = placesBeside(point);
    const others = taken.filter((_, at) => at !== index);
    const free = choices.find((place) => isFree(reachOf(place, width), others, size));
    const place = free ?? (index === first ? choices[0] : undefined);
    if (!place) continue;
    placed[index] = place;
    taken.push(reachOf(place, width));
  }
  return placed;
}

const placesBeside = ({ x, y }: Point): readonly PlacedName[] => [
  { x, y: y - 16, anchor: 'middle' },
  { x, y: y + 24, anchor: 'middle' },
  { x: x + 16, y: y + 4, anchor: 'start' },
  { x: x - 16, y: y + 4, anchor: 'end' },
  { x: x - 8, y: y - 16, anchor: 'start' },
  { x: x + 8, y: y - 16, anchor: 'end' },
  { x: x - 8, y: y + 24, anchor: 'start' },
];

function reachOf({ x, y, anchor }: PlacedName, width: number): Rectangle {
  const x0 = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { x0, y0: y - line + 2, x1: x0 + width, y1: y + 2 };
}

function isFree(own: Rectangle, others: readonly Rectangle[], size: number): boolean {
  if (own.x0 < 0 || own.x1 > size || own.y0 < 0 || own.y1 > size) return false;
  return others.every(({ x0, y0, x1, y1 }) => own.x1 <= x0 || own.x0 >= x1 || own.y1 <= y0 || own.y0 >= y1);
}
