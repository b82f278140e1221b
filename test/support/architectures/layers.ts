import {
  elements,
  Emit,
  float,
  graphOf,
  seeded,
  tensorOf,
  tensorValue,
  type Graph,
} from '../../../electron/compiler/index.ts';

// The layers that published architectures are made of. Each knows the shape of what it makes, so that a network reads
// like the table in its paper.

export interface ArchitectureOptions {
  /** Pictures per run. */
  readonly batch: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly classes: number;
  /** Draws the weights. null leaves them zero: memory never touched, for counting parameters of full-size networks. */
  readonly seed: number | null;
  /** Multiplies every number of channels; 1 is the paper's. */
  readonly widthFactor: number;
  /** Whether BatchNormalization uses its stored statistics (default) or the batch's. */
  readonly normalization?: 'inference' | 'training';
}

/** Builds one network: float32 `image` [batch, 3, height, width] to float32 `logits`. */
export type Architecture = (options: ArchitectureOptions) => Graph;

/** Feature maps, float32 [batch, channels, height, width]. */
export interface Maps {
  readonly value: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** float32 [batch, features] */
export interface Features {
  readonly value: string;
  readonly features: number;
}

export interface ConvOptions {
  /** Rows and columns of the window; default 1. */
  readonly kernel?: number;
  readonly stride?: number;
  /** Zeros on every side; default: as many as keep the size at stride 1. */
  readonly pad?: number;
  readonly group?: number;
  /** Default true. */
  readonly bias?: boolean;
}

export interface PoolOptions {
  readonly kernel: number;
  readonly stride: number;
  readonly pad?: number;
  /** Whether a window that hangs over the edge counts, as in Caffe. */
  readonly ceil?: boolean;
}

export class ArchitectureLayers {
  readonly options: ArchitectureOptions;
  readonly emit = new Emit(null);
  readonly image: Maps;
  readonly #rng: (() => number) | null;

  constructor(options: ArchitectureOptions) {
    this.options = options;
    this.#rng = options.seed === null ? null : seeded(options.seed);
    this.image = { value: this.emit.fresh('image'), channels: 3, height: options.height, width: options.width };
  }

  /** The paper's number of channels times the width factor: a multiple of 4, so that it divides into groups. */
  wide(channels: number): number {
    return Math.max(4, 4 * Math.round((channels * this.options.widthFactor) / 4));
  }

  /** Filters are counted as they are: scale them with `wide`. */
  conv(x: Maps, filters: number, options: ConvOptions = {}): Maps {
    const { kernel = 1, stride = 1, pad = Math.floor(kernel / 2), group = 1, bias = true } = options;
    const weight = this.weights([filters, x.channels / group, kernel, kernel], 'conv_weight');
    const inputs = [x.value, weight, ...(bias ? [this.uniform([filters], 'conv_bias', -0.1, 0.1)] : [])];
    const value = this.emit.op('Conv', inputs, { ...windowOf(kernel, stride, pad), group });
    return slid(x, value, { kernel, stride, pad }, filters);
  }

  /** Learned enlargement: [channels, H, W] to [filters, stride · H, stride · W]. */
  convTranspose(x: Maps, filters: number, stride: number): Maps {
    const weight = this.weights([x.channels, filters, stride, stride], 'up_weight', x.channels);
    const bias = this.uniform([filters], 'up_bias', -0.1, 0.1);
    const value = this.emit.op('ConvTranspose', [x.value, weight, bias], windowOf(stride, stride, 0));
    return { value, channels: filters, height: x.height * stride, width: x.width * stride };
  }

  /** @param gain  the scale's typical size; below 1 on a branch that is added keeps deep sums from growing */
  batchNorm(x: Maps, gain = 1): Maps {
    const { channels } = x;
    const inputs = [
      x.value,
      this.uniform([channels], 'bn_scale', 0.7 * gain, 1.3 * gain),
      this.uniform([channels], 'bn_bias', -0.2, 0.2),
      this.uniform([channels], 'bn_mean', -0.2, 0.2),
      this.uniform([channels], 'bn_variance', 0.7, 1.3),
    ];
    const epsilon = float(1e-5);
    if (this.options.normalization !== 'training')
      return { ...x, value: this.emit.op('BatchNormalization', inputs, { epsilon }, { name: 'bn' }) };
    const outputs = ['bn', 'bn_running_mean', 'bn_running_variance'].map((name) => this.emit.fresh(name));
    const attributes = { epsilon, momentum: float(0.9), training_mode: 1 };
    return { ...x, value: this.emit.op('BatchNormalization', inputs, attributes, { outputs }) };
  }

  relu<X extends { readonly value: string }>(x: X): X {
    return { ...x, value: this.emit.op('Relu', [x.value]) };
  }

  /** Relu bounded at 6 */
  relu6(x: Maps): Maps {
    const bounds = [this.emit.floats([0], 'clip_min', []), this.emit.floats([6], 'clip_max', [])];
    return { ...x, value: this.emit.op('Clip', [x.value, ...bounds]) };
  }

  /** Conv with bias, then Relu, as before batch normalization was known. */
  convRelu(x: Maps, filters: number, options: ConvOptions = {}): Maps {
    return this.relu(this.conv(x, filters, options));
  }

  /** Conv without bias, then BatchNormalization. */
  convNorm(x: Maps, filters: number, options: ConvOptions = {}, gain = 1): Maps {
    return this.batchNorm(this.conv(x, filters, { ...options, bias: false }), gain);
  }

  /** Local response normalization over five channels with the constants of the AlexNet paper, section 3.3. */
  lrn(x: Maps): Maps {
    const attributes = { size: 5, alpha: float(1e-4), beta: float(0.75), bias: float(1) };
    return { ...x, value: this.emit.op('LRN', [x.value], attributes) };
  }

  maxPool(x: Maps, options: PoolOptions): Maps {
    return this.#pool('MaxPool', x, options);
  }

  averagePool(x: Maps, options: PoolOptions): Maps {
    return this.#pool('AveragePool', x, options);
  }

  globalAverage(x: Maps): Features {
    return this.flat({ ...x, value: this.emit.op('GlobalAveragePool', [x.value]), height: 1, width: 1 });
  }

  flat(x: Maps): Features {
    const value = this.emit.op('Flatten', [x.value], { axis: 1 });
    return { value, features: x.channels * x.height * x.width };
  }

  /** @param gain  of the weights; 1 keeps the size of values through a Relu */
  linear(x: Features, outputs: number, gain = 1): Features {
    const weight = this.weights([outputs, x.features], 'gemm_weight', x.features / gain ** 2);
    const bias = this.uniform([outputs], 'gemm_bias', -0.1, 0.1);
    return { value: this.emit.op('Gemm', [x.value, weight, bias], { transB: 1 }), features: outputs };
  }

  /** A node that passes its input on, as it does outside training. */
  dropout<X extends { readonly value: string }>(x: X): X {
    return { ...x, value: this.emit.op('Dropout', [x.value, this.emit.floats([0.5], 'ratio', [])]) };
  }

  add(a: Maps, b: Maps): Maps {
    return { ...a, value: this.emit.op('Add', [a.value, b.value]) };
  }

  concat(maps: readonly [Maps, ...Maps[]]): Maps {
    const names = maps.map(({ value }) => value);
    const channels = maps.reduce((sum, map) => sum + map.channels, 0);
    return { ...maps[0], channels, value: this.emit.op('Concat', names, { axis: 1 }) };
  }

  /** The last layer of a classifier, small enough that no class is certain yet. */
  logits(x: Features): Graph {
    const { value } = this.linear(x, this.options.classes, 0.3);
    return this.network(value, [this.options.batch, this.options.classes]);
  }

  /** The last values of a segmenter: logits per pixel. */
  pixelLogits({ value, channels, height, width }: Maps): Graph {
    return this.network(value, [this.options.batch, channels, height, width]);
  }

  private network(value: string, dims: readonly number[]): Graph {
    const { batch, height, width } = this.options;
    const output = this.emit.op('Identity', [value], {}, { name: 'logits' });
    const inputs = [tensorValue(this.image.value, 'float32', [batch, 3, height, width])];
    return graphOf('architecture', this.emit, inputs, [tensorValue(output, 'float32', dims)]);
  }

  /** Scaled so that Relu networks keep the size of their values (He et al., 2015, section 2.2). */
  weights(dims: readonly number[], name: string, fanIn = elements(dims.slice(1))): string {
    const bound = Math.sqrt(6 / fanIn);
    return this.uniform(dims, name, -bound, bound);
  }

  uniform(dims: readonly number[], name: string, from: number, to: number): string {
    const values = new Float32Array(elements(dims));
    const rng = this.#rng;
    if (rng) for (let i = 0; i < values.length; i++) values[i] = from + (to - from) * rng();
    return this.emit.constant(tensorOf(name, 'float32', dims, values));
  }

  #pool(op: string, x: Maps, { kernel, stride, pad = 0, ceil = false }: PoolOptions): Maps {
    const value = this.emit.op(op, [x.value], { ...windowOf(kernel, stride, pad), ceil_mode: ceil ? 1 : 0 });
    return slid(x, value, { kernel, stride, pad, ceil }, x.channels);
  }
}

const windowOf = (kernel: number, stride: number, pad: number) => ({
  kernel_shape: [kernel, kernel],
  strides: [stride, stride],
  pads: [pad, pad, pad, pad],
});

/** @throws Error for a picture too small for the network */
function slid(x: Maps, value: string, { kernel, stride, pad = 0, ceil = false }: PoolOptions, channels: number): Maps {
  const round = ceil ? Math.ceil : Math.floor;
  const along = (length: number): number => round((length + 2 * pad - kernel) / stride) + 1;
  const [height, width] = [along(x.height), along(x.width)];
  if (height < 1 || width < 1) throw new Error(`a window of ${kernel} does not fit into ${x.height} × ${x.width}`);
  return { value, channels, height, width };
}
