import {
  Emit,
  encode,
  graphOf,
  Layers,
  seeded,
  tensorValue,
  withMetadata,
  withProbabilities,
  type Graph,
} from '../../electron/compiler/index.ts';
import type { ModelCard } from '../../electron/contract/index.ts';

// Small real networks for tests, written by our own compiler, so that no test needs a file from elsewhere.

/** The eight corners of the RGB cube, 0 or 255 per channel. */
export const colors = {
  red: [255, 0, 0],
  green: [0, 255, 0],
  blue: [0, 0, 255],
  yellow: [255, 255, 0],
  cyan: [0, 255, 255],
  magenta: [255, 0, 255],
  black: [0, 0, 0],
  white: [255, 255, 255],
} as const satisfies Record<string, readonly [number, number, number]>;

export type ColorName = keyof typeof colors;
export const colorNames = Object.keys(colors) as ColorName[];

export interface ColorClassifierOptions {
  /** Default: all eight, in the order of `colors`. */
  readonly classes?: readonly ColorName[];
  /** Pixels; default 32 each. */
  readonly width?: number;
  readonly height?: number;
  readonly layout?: 'NCHW' | 'NHWC';
  readonly colorOrder?: 'RGB' | 'BGR';
  readonly kind?: 'logits' | 'probabilities';
  /** Default true: the first axis is open. Otherwise one photo per run. */
  readonly dynamicBatch?: boolean;
  /** Entries of metadata_props, for tests of reading them. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** (pixel − 127.5) / 127.5: the corners of the cube become ±1 on each axis. */
const half = [127.5, 127.5, 127.5] as const;

/**
 * An .onnx file that says which named color dominates a picture. Input `image`, output `logits` or `probabilities`.
 * A picture of one class color alone gets that class with a probability above 0.9.
 */
export const colorClassifier = (options: ColorClassifierOptions = {}): Uint8Array =>
  encode(colorClassifierGraph(options));

/** Conv 3×3 · Relu · GlobalAveragePool · Flatten · Gemm, with weights that follow from the colors. */
export function colorClassifierGraph(options: ColorClassifierOptions = {}): Graph {
  const { classes = colorNames, width = 32, height = 32, layout = 'NCHW', kind = 'logits' } = options;
  const emit = new Emit(null);
  const image = emit.fresh('image');
  const first = layout === 'NCHW' ? image : emit.op('Transpose', [image], { perm: [0, 3, 1, 2] });
  const weight = emit.floats(colorFilters(classes, options.colorOrder ?? 'RGB'), 'weight', [classes.length, 3, 3, 3]);
  // A color's own corner answers 3, its neighbors at most 1: what is left above 1 belongs to that color alone.
  const bias = emit.floats(
    classes.map(() => -1),
    'bias',
  );
  const conv = emit.op('Conv', [first, weight, bias], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
  const pooled = emit.op('GlobalAveragePool', [emit.op('Relu', [conv])]);
  const flat = emit.op('Flatten', [pooled], { axis: 1 });
  const head = emit.floats(scaledIdentity(classes.length, 6), 'head', [classes.length, classes.length]);
  const logits = emit.op('Gemm', [flat, head], {}, { name: 'logits' });
  const batch = options.dynamicBatch === false ? 1 : 'N';
  const shape = layout === 'NCHW' ? [batch, 3, height, width] : [batch, height, width, 3];
  const input = tensorValue(image, 'float32', shape);
  const graph = graphOf('colors', emit, [input], [tensorValue(logits, 'float32', [batch, classes.length])]);
  return withMetadata(kind === 'logits' ? graph : withProbabilities(graph), options.metadata ?? {});
}

/** The card that fits the network of the same options. */
export function colorCard(options: ColorClassifierOptions = {}, name = 'colors'): ModelCard {
  const {
    classes = colorNames,
    width = 32,
    height = 32,
    layout = 'NCHW',
    colorOrder = 'RGB',
    kind = 'logits',
  } = options;
  const shortSide = Math.min(width, height);
  return {
    name,
    task: 'classification',
    preprocessing: { fit: 'squash', shortSide, width, height, layout, colorOrder, mean: [...half], std: [...half] },
    inputName: 'image',
    outputName: kind,
    outputKind: kind,
    classNames: [...classes],
    licence: 'Apache-2.0',
    source: null,
    accuracy: null,
    notes: null,
    confirmed: true,
  };
}

export interface RandomCnnOptions {
  readonly classes?: number;
  readonly width?: number;
  readonly height?: number;
}

/** Conv, BatchNormalization, Relu and MaxPool three times, then an average and Gemm; the weights follow from the seed. */
export const randomCnn = (seed: number, options: RandomCnnOptions = {}): Uint8Array =>
  encode(randomCnnGraph(seed, options));

/** `image` float32 [N, 3, height, width] → `logits` float32 [N, classes] */
export function randomCnnGraph(seed: number, { classes = 10, width = 64, height = 64 }: RandomCnnOptions = {}): Graph {
  const emit = new Emit(null);
  const layers = new Layers(emit, seeded(seed));
  const image = emit.fresh('image');
  let x = image;
  let channels = 3;
  for (const filters of [16, 32, 64]) {
    const conv = layers.conv(x, channels, { filters, kernel: 3 });
    const active = emit.op('Relu', [layers.batchNorm(conv, filters)]);
    x = emit.op('MaxPool', [active], { kernel_shape: [2, 2], strides: [2, 2] });
    channels = filters;
  }
  const logits = layers.gemm(layers.pooledFlat(x), channels, classes, 'logits');
  const input = tensorValue(image, 'float32', ['N', 3, height, width]);
  return graphOf('random', emit, [input], [tensorValue(logits, 'float32', ['N', classes])]);
}

/** [classes, 3, 3, 3]: each filter averages 3×3 pixels and measures how much they lie towards its color. */
function colorFilters(classes: readonly ColorName[], order: 'RGB' | 'BGR'): number[] {
  return classes.flatMap((name) => {
    const corner = colors[name].map((channel) => (channel === 255 ? 1 / 9 : -1 / 9));
    const ordered = order === 'RGB' ? corner : corner.toReversed();
    return ordered.flatMap((weight) => Array<number>(9).fill(weight));
  });
}

/** [count, count] */
const scaledIdentity = (count: number, scale: number): number[] =>
  Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? scale : 0));
