import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { Emit, encode, graphOf, tensorValue, type Graph } from '../../electron/compiler/index.ts';
import type { ModelCard, ModelFile } from '../../electron/contract/index.ts';
import type { Picture } from '../../electron/runner/dense/index.ts';

// Classifiers of patches as files, and photos as files to search.

const folder = mkdtempSync(join(tmpdir(), 'fovea-windows-'));

/** Takes all of them away. */
export const removeFiles = (): void => rmSync(folder, { recursive: true, force: true });

/** A patch network on the disk under a card that says what it is. */
export function fileOf(graph: Graph, name: string, patch: number, classNames: readonly string[]): ModelFile {
  const path = join(folder, `${name.replaceAll(/\W/g, '')}.onnx`);
  writeFileSync(path, encode(graph));
  const [input] = graph.inputs;
  const [output] = graph.outputs;
  const isSoft = graph.nodes.some(({ op }) => op === 'Softmax');
  const card: ModelCard = {
    ...{ name, task: 'classification', classNames, licence: null, source: null, accuracy: null, notes: null },
    preprocessing: {
      ...{ fit: 'squash', shortSide: patch, width: patch, height: patch, layout: 'NCHW', colorOrder: 'RGB' },
      ...{ mean: [120, 130, 125], std: [60, 55, 65] },
    },
    ...{ inputName: input?.name ?? '', outputName: output?.name ?? '' },
    ...{ outputKind: isSoft ? 'probabilities' : 'logits', confirmed: true },
  };
  return { path, card };
}

/** A photo on the disk, pixel for pixel. */
export async function photoOf({ width, height, pixels }: Picture, name: string): Promise<string> {
  const path = join(folder, `${name}.png`);
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path);
  return path;
}

/** Side of the patch of `disk`. */
export const diskPatch = 32;

/**
 * A classifier that knows a bright disk on a dark ground that fills a window, in one convolution over the window: light
 * in the disk counts for it, light around it against it.
 */
export function disk(): ModelFile {
  const emit = new Emit(null);
  const image = emit.fresh('image');
  const [ring, weights] = [diskPatch / 2, new Float32Array(2 * 3 * diskPatch ** 2)];
  const isInside = (at: number): boolean => {
    const [x, y] = [(at % diskPatch) + 0.5 - ring, Math.floor((at % diskPatch ** 2) / diskPatch) + 0.5 - ring];
    return x * x + y * y < ring * ring;
  };
  const inside = Array.from({ length: diskPatch ** 2 }, (_, at) => isInside(at)).filter(Boolean).length;
  const outside = diskPatch ** 2 - inside;
  // Class 1: the mean light inside, less twice the mean light outside, of numbers near −2 and 2.
  for (let at = 0; at < 3 * diskPatch ** 2; at++)
    weights[3 * diskPatch ** 2 + at] = isInside(at) ? 4 / (3 * inside) : -4 / (3 * outside);
  const kernel = emit.floats(weights, 'weight', [2, 3, diskPatch, diskPatch]);
  const bias = emit.floats(Float32Array.from([0, -7]), 'bias', [2]);
  const map = emit.op('Conv', [image, kernel, bias], { kernel_shape: [diskPatch, diskPatch], strides: [4, 4] });
  const name = emit.op('Flatten', [map], {}, { name: 'logits' });
  const inputs = [tensorValue(image, 'float32', ['N', 3, diskPatch, diskPatch])];
  return fileOf(graphOf('disk', emit, inputs, [{ name, type: null }]), 'disk', diskPatch, ['background', 'disk']);
}
