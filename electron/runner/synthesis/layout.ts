import type { ModelCard } from '../../contract/index.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** [3, H, W] in the layout of a network's input. */
export function inLayout(numbers: Float32Array, { width, height }: Size, { preprocessing }: ModelCard): Float32Array {
  if (preprocessing.layout === 'NCHW') return numbers;
  const area = width * height;
  return Float32Array.from(numbers, (_, at) => numbers[(at % 3) * area + Math.floor(at / 3)] ?? 0);
}

/** The other way round. */
export function planesOf(values: Float32Array, { width, height }: Size, { preprocessing }: ModelCard): Float32Array {
  if (preprocessing.layout === 'NCHW') return values;
  const area = width * height;
  return Float32Array.from(values, (_, at) => values[3 * (at % area) + Math.floor(at / area)] ?? 0);
}
