import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { encode, withMetadata } from '../../electron/compiler/index.ts';
import { cardKey, type ModelCard } from '../../electron/contract/index.ts';
import { colorCard, colors, randomCnnGraph, type ColorName } from './networks.ts';
import { makeScene } from './scenes.ts';

// A folder per class that a small network can learn in seconds, and the network.

/** Side of what the network sees, in pixels. */
const side = 32;

/** Writes a network with its card inside: three convolutions, drawn weights, ten classes that mean nothing. */
export function writeBase(path: string, name = 'small base'): string {
  const card: ModelCard = {
    ...colorCard({ width: side, height: side }, name),
    classNames: Array.from({ length: 10 }, (_, i) => `thing ${i}`),
  };
  const { preprocessing } = card;
  const whole = { ...card, preprocessing: { ...preprocessing, fit: 'crop' as const, shortSide: side + 4 } };
  mkdirSync(dirname(path), { recursive: true });
  const graph = randomCnnGraph(3, { classes: 10, width: side, height: side });
  writeFileSync(path, encode(withMetadata(graph, { [cardKey]: JSON.stringify(whole) })));
  return path;
}

export const tints = ['blue', 'green', 'red'] as const satisfies readonly ColorName[];

/** A scene under light of one color; another number, another scene. */
export async function writeTinted(path: string, tint: ColorName, seed: number): Promise<string> {
  mkdirSync(dirname(path), { recursive: true });
  const { pixels, width, height } = makeScene(seed, { width: 80, height: 60 });
  const light = colors[tint];
  const tinted = pixels.map((value, i) => Math.round(0.75 * value + 0.25 * (light[i % 3] ?? 0)));
  await sharp(tinted, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toFile(path);
  return path;
}

/** Photos in a folder per tint; no photo is like another. Answers their paths. */
export async function writeClassFolders(folder: string, perClass: number, from = 0): Promise<string[]> {
  const paths: string[] = [];
  for (const [k, tint] of tints.entries())
    for (let i = 0; i < perClass; i++) {
      const seed = 1 + from + i + 10_000 * k;
      paths.push(await writeTinted(join(folder, tint, `${tint} ${String(from + i).padStart(3, '0')}.jpg`), tint, seed));
    }
  return paths;
}
