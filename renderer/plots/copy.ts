import type { Series } from './series.ts';

/** What a drawing owes to the style sheet and must carry with it when it leaves the window. */
const carried = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'text-anchor',
  'dominant-baseline',
] as const;

/** The drawing as a file of its own, with the colors it has on screen. */
export function svgText(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = [drawing, ...drawing.querySelectorAll('*')];
  const copies = [copy, ...copy.querySelectorAll('*')];
  originals.forEach((original, i) => {
    const style = getComputedStyle(original);
    const text = carried.map((name) => `${name}:${style.getPropertyValue(name)}`).join(';');
    copies[i]?.setAttribute('style', text);
    copies[i]?.removeAttribute('class');
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return new XMLSerializer().serializeToString(copy);
}

/** A column per series over the values of x that any of them has; empty where one has none. */
export function csvText(xName: string, series: readonly Series[]): string {
  const columns = series.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])));
  const xs = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const rows = xs.map((x) => [x, ...columns.map((column) => column.get(x) ?? '')].join(','));
  return [[xName, ...series.map(({ name }) => quoted(name))].join(','), ...rows, ''].join('\n');
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
