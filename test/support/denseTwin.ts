import { densify, encode, seeded, type Graph } from '../../electron/compiler/index.ts';
import type { Preprocessing } from '../../electron/contract/index.ts';
import { stridesOf, type Picture, type PlaceScores } from '../../electron/runner/dense/index.ts';
import { lookupTable, writePhoto } from '../../electron/runner/pixels/index.ts';
import { InferenceSession, Tensor } from '../../electron/runner/runtime/index.ts';

/** A picture of colored noise with structure at several scales. */
export function noisyPicture(seed: number, width: number, height: number): Picture {
  const rng = seeded(seed);
  const pixels = new Uint8Array(3 * width * height);
  const waves = Array.from({ length: 12 }, () => [rng() * 0.2, rng() * 0.2, rng() * 6, rng() * 20] as const);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++, at++) {
        const smooth = waves.reduce((sum, [u, v, p, a]) => sum + a * Math.sin(u * x + v * y + p * (channel + 1)), 0);
        pixels[at] = Math.max(0, Math.min(255, 128 + smooth + 40 * (rng() - 0.5)));
      }
  return { width, height, pixels };
}

/**
 * Probabilities of a classifier at single positions, each from its own pixels and nothing else: the pixels that the
 * position sees go through the network with its strides as they are and the real pixels in the place of padding.
 *
 * @returns  [positions][classes]
 */
export async function oneByOne(
  patch: Graph,
  preprocessing: Preprocessing,
  picture: Picture,
  { center, field, stepPx }: PlaceScores,
  positions: readonly (readonly [row: number, column: number])[],
): Promise<Float64Array[]> {
  const strides = stridesOf(patch);
  // A multiple of the strides more than a position sees: the pictures begin where the grid of the strides does.
  const [width, height] = [field.width + strides, field.height + strides];
  const single = densify(patch, { height, width, stride: strides });
  const session = await InferenceSession.create(encode(single.graph), { graphOptimizationLevel: 'disabled' });
  const table = lookupTable(preprocessing);
  const answers: Float64Array[] = [];
  for (const [row, column] of positions) {
    const top = center.y + row * stepPx - (field.height - 1) / 2 - single.offset.row;
    const left = center.x + column * stepPx - (field.width - 1) / 2 - single.offset.column;
    const input = new Float32Array(3 * width * height);
    writePhoto(cut(picture, left, top, width, height), table, { ...preprocessing, width, height }, input, 0);
    const fed = new Tensor('float32', input, [1, 3, height, width]);
    const output = Object.values(await session.run({ [session.inputNames[0]!]: fed }))[0];
    const [, classes = 0, rows = 1, columns = 1] = output!.dims;
    const logits = output!.data as Float32Array;
    answers.push(softmax(Float32Array.from({ length: classes }, (_, index) => logits[index * rows * columns]!)));
  }
  await session.release();
  return answers;
}

/** Pixels beyond the picture are black: the position that is read does not see them. */
function cut(
  { width: whole, height: tall, pixels }: Picture,
  left: number,
  top: number,
  width: number,
  height: number,
) {
  if (![left, top].every(Number.isInteger)) throw new Error('The middle of a position lies between pixels.');
  const part = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (left + x < 0 || top + y < 0 || left + x >= whole || top + y >= tall) continue;
      for (let c = 0; c < 3; c++) part[3 * (y * width + x) + c] = pixels[3 * ((top + y) * whole + left + x) + c]!;
    }
  return part;
}

function softmax(logits: Float32Array): Float64Array {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const shares = Float64Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => share / sum);
}
