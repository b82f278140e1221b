import sharp from 'sharp';
import type { LabPicture, LabRun } from '../../contract/index.ts';
import { pdfOf } from './pdf.ts';

/** A3 in points, upright. */
const [shortSide, longSide] = [842, 1191];
const margin = 36;
/** Pixels of the longer side that a poster has at least, by whole multiples of the picture's: what is small stays sharp. */
const leastPixels = 2000;

/**
 * A picture of a result as a page to be printed: enlarged, the cells of a sheet with their labels, a line below that says
 * what it is, and the recipe among the file's keywords.
 */
export async function posterOf(
  png: Uint8Array,
  { recipe }: LabRun,
  picture: LabPicture,
  title: string,
): Promise<Buffer> {
  const scale = Math.max(1, Math.floor(leastPixels / Math.max(picture.width, picture.height)));
  const [width, height] = [scale * picture.width, scale * picture.height];
  const caption = Math.round(0.03 * Math.max(width, height));
  const enlarged = await sharp(png)
    .resize({ width, height, kernel: 'nearest' })
    .flatten()
    .removeAlpha()
    .png()
    .toBuffer();
  const drawn = svg(width, height + caption, [
    ...labelsOf(picture, width, height),
    line(title, { x: 0, y: height + 0.75 * caption, size: 0.6 * caption, fill: '#000' }),
  ]);
  const { data, info } = await sharp({
    create: { width, height: height + caption, channels: 3, background: '#fff' },
  })
    .composite([
      { input: enlarged, left: 0, top: 0 },
      { input: Buffer.from(drawn), left: 0, top: 0 },
    ])
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const isWide = info.width > info.height;
  return pdfOf({
    ...{ pixels: data, width: info.width, height: info.height, margin, title },
    ...{ pageWidth: isWide ? longSide : shortSide, pageHeight: isWide ? shortSide : longSide },
    keywords: JSON.stringify(recipe),
  });
}

const svg = (width: number, height: number, parts: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${parts.join('')}</svg>`;

interface Written {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly fill: string;
}

/** White letters have a dark edge, so that they can be read on any picture. */
const line = (words: string, { x, y, size, fill }: Written): string =>
  `<text x="${x}" y="${y}" font-family="sans-serif" font-size="${size}" fill="${fill}"` +
  `${fill === '#fff' ? ' stroke="#000" stroke-width="3" paint-order="stroke"' : ''}>${escaped(words)}</text>`;

const escaped = (words: string): string =>
  words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\0-\x1f]/g, ' ');

/** At the foot of each cell. */
function labelsOf({ cells }: LabPicture, width: number, height: number): string[] {
  if (!cells) return [];
  const rows = Math.ceil(cells.labels.length / cells.columns);
  const [cellWidth, cellHeight] = [width / cells.columns, height / Math.max(1, rows)];
  const size = Math.min(32, 0.16 * cellHeight);
  return cells.labels.map((label, at) => {
    const [row, column] = [Math.floor(at / cells.columns), at % cells.columns];
    return line(label, {
      x: column * cellWidth + 0.3 * size,
      y: (row + 1) * cellHeight - 0.4 * size,
      size,
      fill: '#fff',
    });
  });
}
