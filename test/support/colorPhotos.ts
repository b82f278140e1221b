import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { colorCard, colorClassifier, colors, type ColorName } from './networks.ts';

/** Makes a folder of ready models that holds one: `colors`, which knows the corners of the RGB cube. */
export function writeColorModel(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'colors.onnx'), colorClassifier());
  writeFileSync(join(folder, 'colors.json'), JSON.stringify(colorCard()));
}

/** Writes a picture of one color and resolves with its path. */
export async function writeColorPhoto(folder: string, color: ColorName, name = `${color}.png`): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const [r, g, b] = colors[color];
  const path = join(folder, name);
  await sharp({ create: { width: 60, height: 40, channels: 3, background: { r, g, b } } }).toFile(path);
  return path;
}
