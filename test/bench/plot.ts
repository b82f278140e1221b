// Lines as SVG for docs/: no script, no font of its own, readable on light and on dark pages.

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Axes {
  readonly title: string;
  readonly x: string;
  readonly y: string;
}

const [width, height] = [720, 400];
const frame = { left: 64, right: 700, top: 40, bottom: 344 };
/** Told apart by lightness too (Okabe and Ito, 2008, without the two palest). */
const colors = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00'];

/** Numbers from below `low` to above `high` at steps of 1, 2 or 5 times a power of ten, six or so. */
function ticksOf(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  return Array.from({ length: Math.ceil(high / step) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** A plot of one or more lines over a common axis. */
export function linePlot(series: readonly Series[], { title, x: xName, y: yName }: Axes): string {
  const all = series.flatMap(({ points }) => points);
  const extent = (at: 0 | 1): [number, number] => {
    const values = all.map((point) => point[at]);
    return [Math.min(...values), Math.max(...values)];
  };
  const [xTicks, yTicks] = [ticksOf(...extent(0)), ticksOf(...extent(1))];
  const along = (ticks: readonly number[], from: number, to: number) => {
    const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
    return (value: number): number => Number((from + ((value - low) / (high - low)) * (to - from)).toFixed(2));
  };
  const [x, y] = [along(xTicks, frame.left, frame.right), along(yTicks, frame.bottom, frame.top)];
  const lines = series.map(({ points }, i) => {
    const path = points.map(([px, py], n) => `${n === 0 ? 'M' : 'L'}${x(px)} ${y(py)}`).join('');
    return `<path d="${path}" fill="none" stroke="${colors[i % colors.length]}" stroke-width="1.6"/>`;
  });
  const legend = series.map(({ name }, i) => {
    const left = frame.left + 12 + 150 * i;
    return [
      `<rect x="${left}" y="26" width="16" height="4" fill="${colors[i % colors.length]}"/>`,
      `<text x="${left + 22}" y="32">${name}</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">`,
    '<style>svg { background: #fff } text { font: 12px sans-serif; fill: #222 } line { stroke: #ddd }</style>',
    `<text x="${frame.left}" y="16" font-weight="bold">${title}</text>`,
    ...yTicks.map(
      (tick) =>
        `<line x1="${frame.left}" x2="${frame.right}" y1="${y(tick)}" y2="${y(tick)}"/><text x="${frame.left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
    ),
    ...xTicks.map((tick) => `<text x="${x(tick)}" y="${frame.bottom + 18}" text-anchor="middle">${tick}</text>`),
    `<text x="${(frame.left + frame.right) / 2}" y="${frame.bottom + 40}" text-anchor="middle">${xName}</text>`,
    `<text transform="translate(16 ${(frame.top + frame.bottom) / 2}) rotate(-90)" text-anchor="middle">${yName}</text>`,
    ...lines,
    ...legend,
    '</svg>',
    '',
  ].join('\n');
}
