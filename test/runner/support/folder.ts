import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ModelFile } from '../../../electron/contract/index.ts';
import {
  colorCard,
  type ColorClassifierOptions,
  colorClassifier,
  type ColorName,
  colors,
} from '../../support/networks.ts';

/** A folder of pictures and networks made for one test file. */
export function testFolder() {
  const dir = mkdtempSync(join(tmpdir(), 'fovea-runner-'));
  return {
    dir,
    write(name: string, bytes: Uint8Array | string): string {
      const path = join(dir, name);
      writeFileSync(path, bytes);
      return path;
    },
    /** A picture of one color. */
    async picture(name: string, color: ColorName, width = 64, height = 48): Promise<string> {
      const [r, g, b] = colors[color];
      const path = join(dir, name);
      await sharp({ create: { width, height, channels: 3, background: { r, g, b } } }).toFile(path);
      return path;
    },
    /** The network that names colors, and its card. */
    model(name = 'colors.onnx', options: ColorClassifierOptions = {}): ModelFile {
      return { path: this.write(name, colorClassifier(options)), card: colorCard(options) };
    },
    remove: () => rmSync(dir, { recursive: true }),
  };
}
