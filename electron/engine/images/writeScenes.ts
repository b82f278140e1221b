import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { exists, writeWhole } from './files.ts';
import { drawScene, sceneClasses } from './scenes.ts';
import type { Scene, SceneOptions } from './scenes.ts';

export interface WrittenScene {
  readonly path: string;
  readonly scene: Scene;
}

/** Writes scenes as JPEG files, the classes in turn; those that are there already stay as they are. @throws disk/full */
export async function writeScenes(
  folder: string,
  count: number,
  seed: number,
  options: SceneOptions = {},
): Promise<WrittenScene[]> {
  await mkdir(folder, { recursive: true });
  const written: WrittenScene[] = [];
  for (let index = 0; index < count; index += 1) {
    const className = options.className ?? sceneClasses[index % sceneClasses.length];
    const scene = await drawn(seed + index, { ...options, ...(className && { className }) });
    const path = join(folder, `${scene.className}-${String(index + 1).padStart(2, '0')}.jpg`);
    const { width, height, pixels } = scene;
    const jpeg = sharp(pixels, { raw: { width, height, channels: 3 } }).jpeg({ quality: 90 });
    if (!(await exists(path))) await writeWhole(path, (partial) => jpeg.toFile(partial));
    written.push({ path, scene });
  }
  return written;
}

/** Draws for a few milliseconds at a time: the same process answers the window. */
async function drawn(seed: number, options: SceneOptions): Promise<Scene> {
  const drawing = drawScene(seed, options);
  let pausedMs = performance.now();
  for (;;) {
    const step = drawing.next();
    if (step.done) return step.value;
    if (performance.now() - pausedMs < 8) continue;
    await new Promise((resolve) => setImmediate(resolve));
    pausedMs = performance.now();
  }
}
