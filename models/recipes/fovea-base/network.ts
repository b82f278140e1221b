import {
  Emit,
  float,
  floatTensor,
  graphOf,
  tensorValue,
  type Graph,
  type Tensor,
} from '../../../electron/compiler/index.ts';
import { seeded } from '../../../electron/runner/vision/index.ts';

/** What the blocks of a stage give out, and how many there are; the first of them halves height and width. */
export interface Stage {
  readonly channels: number;
  readonly blocks: number;
}

export interface Design {
  /** Channels of the first convolution, which halves height and width. */
  readonly stem: number;
  readonly stages: readonly Stage[];
  /** Channels that the head reads. */
  readonly features: number;
  readonly classes: number;
}

/** Names of the values worth reading from outside, from the first layer to the last. */
export const taps = (design: Design): readonly string[] => [
  'stem',
  ...design.stages.map((_, i) => `stage${i + 1}`),
  'final',
  'features',
];

/** The first stage keeps the size that the stem made. */
const strideOf = (stage: number, block: number): number => (stage > 0 && block === 0 ? 2 : 1);

/**
 * A residual network for small photos: a stem, stages of basic blocks, a pointwise convolution, the mean over the
 * picture, and a linear head. Fully convolutional up to the mean, for photos of any size from 16 pixels on.
 *
 *     block(x) = ReLU(x′ + BN(conv(ReLU(BN(conv(x))))))   with x′ = x, or BN(1×1 conv(mean 2×2(x))) where sizes differ
 *
 * The last normalization of a block begins with scale 0, so that every block begins as the identity.
 *
 * @returns  `image` float32 [N, 3, H, W] to `logits` float32 [N, classes]
 * @see He et al., "Deep residual learning", 2016; He et al., "Bag of tricks", 2019, figure 2c and section 3.1
 */
export function network(design: Design, seed: number): Graph {
  const made = new Maker(seed);
  const { emit } = made;
  const image = emit.fresh('image');
  let x = made.relu(made.normalized(made.conv(image, 3, design.stem, 3, 2), design.stem, 1), 'stem');
  let channels = design.stem;
  for (const [s, stage] of design.stages.entries())
    for (let b = 0; b < stage.blocks; b++) {
      const name = b === stage.blocks - 1 ? `stage${s + 1}` : `stage${s + 1}.${b + 1}`;
      x = made.block(x, channels, stage.channels, strideOf(s, b), name);
      ({ channels } = stage);
    }
  x = made.relu(made.normalized(made.conv(x, channels, design.features, 1, 1), design.features, 1), 'final');
  const pooled = emit.op('GlobalAveragePool', [x], {}, { name: 'pooled' });
  const features = emit.op('Flatten', [pooled], { axis: 1 }, { name: 'features' });
  const weight = emit.constant(
    floatTensor('head.weight', [design.classes, design.features], made.drawn(design.classes * design.features, 0.01)),
  );
  const bias = emit.floats(new Float32Array(design.classes), 'head.bias');
  const logits = emit.op('Gemm', [features, weight, bias], { transB: 1 }, { name: 'logits' });
  const input = tensorValue(image, 'float32', ['N', 3, 'H', 'W']);
  return graphOf('fovea-base', emit, [input], [tensorValue(logits, 'float32', ['N', design.classes])]);
}

/** What training changes: weights, scales and offsets, but not the running statistics. */
export const trainable = ({ initializers }: Graph): readonly string[] =>
  initializers.flatMap(({ name, dtype }) => (dtype === 'float32' && !/\.(mean|variance)$/.test(name) ? [name] : []));

class Maker {
  readonly emit = new Emit(null);
  readonly #rng: () => number;
  #layers = 0;

  constructor(seed: number) {
    this.#rng = seeded(seed);
  }

  /** Without a bias: a normalization follows. */
  conv(x: string, from: number, to: number, kernel: number, stride: number): string {
    const pad = (kernel - 1) / 2;
    const name = `conv${++this.#layers}`;
    // He et al., 2015: the variance that keeps the size of what goes back through ReLUs.
    const values = this.drawn(to * from * kernel * kernel, Math.sqrt(2 / (to * kernel * kernel)));
    const weight = this.emit.constant(floatTensor(`${name}.weight`, [to, from, kernel, kernel], values));
    const attributes = { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: [pad, pad, pad, pad] };
    return this.emit.op('Conv', [x, weight], attributes, { name });
  }

  normalized(x: string, channels: number, scale: number): string {
    const name = `norm${this.#layers}`;
    const store = (part: string, value: number): string =>
      this.emit.floats(new Float32Array(channels).fill(value), `${name}.${part}`);
    const inputs = [x, store('scale', scale), store('bias', 0), store('mean', 0), store('variance', 1)];
    return this.emit.op('BatchNormalization', inputs, { epsilon: float(1e-5), momentum: float(0.9) }, { name });
  }

  relu(x: string, name = 'relu'): string {
    return this.emit.op('Relu', [x], {}, { name });
  }

  block(x: string, from: number, to: number, stride: number, name: string): string {
    const first = this.relu(this.normalized(this.conv(x, from, to, 3, stride), to, 1), `${name}.relu`);
    const second = this.normalized(this.conv(first, to, to, 3, 1), to, 0);
    return this.relu(
      this.emit.op('Add', [this.#shortcut(x, from, to, stride), second], {}, { name: `${name}.sum` }),
      name,
    );
  }

  #shortcut(x: string, from: number, to: number, stride: number): string {
    if (from === to && stride === 1) return x;
    const pool = { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 };
    const small = stride === 2 ? this.emit.op('AveragePool', [x], pool) : x;
    return this.normalized(this.conv(small, from, to, 1, 1), to, 1);
  }

  /** Normally distributed about 0 (Box and Muller). */
  drawn(count: number, deviation: number): Float32Array {
    return Float32Array.from(
      { length: count },
      () => deviation * Math.sqrt(-2 * Math.log(1 - this.#rng())) * Math.cos(2 * Math.PI * this.#rng()),
    );
  }
}

export type { Tensor };
