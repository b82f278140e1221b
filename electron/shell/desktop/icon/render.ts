import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { icnsOf, icoOf, type Size } from './containers.ts';
import { drawing } from './drawing.ts';

// `node electron/shell/desktop/icon/render.ts` draws the icon anew and writes every file that the installers need.

const inIco = [16, 24, 32, 48, 64, 256];
const inIcns = [16, 32, 64, 128, 256, 512, 1024];
/** Linux desktops look for these; 512 is also the icon of the site and the documents. */
const alone = [16, 32, 48, 128, 256, 512];

const rendered = async (px: number): Promise<Size> => ({
  px,
  png: await sharp(Buffer.from(drawing(px)), { density: (72 * px) / 256 })
    .resize(px, px, { kernel: 'lanczos3' })
    .png({ compressionLevel: 9, palette: px > 256 })
    .toBuffer(),
});

/** Renders all files of the icon, by name. */
export async function iconFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const pngs = new Map<number, Size>();
  for (const px of new Set([...inIco, ...inIcns, ...alone])) pngs.set(px, await rendered(px));
  const chosen = (sides: readonly number[]): Size[] => sides.flatMap((px) => pngs.get(px) ?? []);
  return new Map<string, Uint8Array>([
    ['fovea.svg', Buffer.from(drawing(512))],
    ['fovea.ico', icoOf(chosen(inIco))],
    ['fovea.icns', icnsOf(chosen(inIcns))],
    ...chosen(alone).map(({ px, png }) => [`fovea-${px}.png`, png] as const),
  ]);
}

if (import.meta.main) {
  for (const [name, bytes] of await iconFiles()) writeFileSync(join(import.meta.dirname, name), bytes);
}
