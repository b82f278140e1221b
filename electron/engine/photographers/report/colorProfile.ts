import { markup, type Markup } from './markup.ts';

/** What the thirds of a profile count, and a color for each end. */
const axes = [
  ['lightness', '#000000', '#ffffff'],
  ['green to red', '#3c9a5f', '#c8455a'],
  ['blue to yellow', '#3f6fc4', '#d3b13a'],
] as const;

/** Pixels of one histogram. */
const [width, height, gap] = [220, 60, 20];

/**
 * Shares of lightness and of the two opponent colors as three small histograms.
 *
 * @param colors  [3, bins] shares, each third adding up to 1
 */
export function colorProfile(colors: readonly number[]): Markup {
  const bins = Math.floor(colors.length / axes.length);
  if (bins === 0) return markup``;
  const whole = axes.length * width + (axes.length - 1) * gap;
  const thirds = axes.map(([name, from, to], axis) => {
    const own = colors.slice(axis * bins, (axis + 1) * bins);
    const most = Math.max(1e-9, ...own);
    const left = axis * (width + gap);
    const bars = own.map((share, bin) => {
      const tall = (share / most) * height;
      const part = `${from} ${Math.round(100 - (100 * bin) / Math.max(1, bins - 1))}%`;
      return markup`<rect x="${(left + (bin * width) / bins).toFixed(1)}" y="${(height - tall).toFixed(1)}" width="${(width / bins).toFixed(1)}" height="${tall.toFixed(1)}" style="fill: color-mix(in srgb, ${part}, ${to})"/>`;
    });
    return markup`<rect class="axis" x="${left}" y="0" width="${width}" height="${height}"/>${bars}<text x="${left}" y="${height + 16}">${name}</text>
`;
  });
  return markup`<figure><svg viewBox="0 0 ${whole} ${height + 22}" width="${whole}" height="${height + 22}" role="img" aria-label="Light and color">
${thirds}</svg></figure>`;
}
