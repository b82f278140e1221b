import { Emit, float, graphOf, seeded, tensorValue, type Graph } from '../../electron/compiler/index.ts';

// Classifiers of one patch, `image` float32 [N, 3, patch, patch] to `logits`, of the families that are slid over
// pictures. Without padding, but for the last, which exists with its padding and with pixels in its place.

/** Emits layers and remembers the channels. */
class PatchLayers {
  readonly emit = new Emit(null);
  readonly image = this.emit.fresh('image');
  readonly #rng: () => number;

  constructor(seed: number) {
    this.#rng = seeded(seed);
  }

  uniform(dims: readonly number[], from: number, to: number, name: string): string {
    const count = dims.reduce((product, dim) => product * dim, 1);
    return this.emit.floats(
      Float32Array.from({ length: count }, () => from + (to - from) * this.#rng()),
      name,
      dims,
    );
  }

  conv(x: string, [from, to]: readonly [number, number], kernel: number, options: Record<string, number> = {}): string {
    const { stride = 1, pad = 0, dilation = 1, group = 1 } = options;
    const bound = Math.sqrt((6 * group) / (from * kernel * kernel));
    const weight = this.uniform([to, from / group, kernel, kernel], -bound, bound, 'weight');
    const bias = this.uniform([to], -0.1, 0.1, 'bias');
    return this.emit.op('Conv', [x, weight, bias], {
      ...window(kernel, stride, pad),
      dilations: [dilation, dilation],
      group,
    });
  }

  relu(x: string): string {
    return this.emit.op('Relu', [x]);
  }

  max(x: string, kernel: number, stride = kernel, pad = 0): string {
    return this.emit.op('MaxPool', [x], window(kernel, stride, pad));
  }

  average(x: string, kernel: number, stride = kernel): string {
    return this.emit.op('AveragePool', [x], window(kernel, stride, 0));
  }

  norm(x: string, channels: number): string {
    const low = [0.7, -0.2, -0.2, 0.7];
    const high = [1.3, 0.2, 0.2, 1.3];
    const statistics = low.map((from, i) => this.uniform([channels], from, high[i]!, 'statistics'));
    return this.emit.op('BatchNormalization', [x, ...statistics], { epsilon: float(1e-5) });
  }

  lrn(x: string): string {
    return this.emit.op('LRN', [x], { size: 5, alpha: float(1e-2), beta: float(0.75), bias: float(1) });
  }

  /** Without the outermost rows and columns: what is left of a map where a window without padding has passed. */
  crop(x: string, count: number): string {
    const bounds = [this.emit.ints([count, count], 'starts'), this.emit.ints([-count, -count], 'ends')];
    return this.emit.op('Slice', [x, ...bounds, this.emit.ints([2, 3], 'axes')]);
  }

  linear(x: string, from: number, to: number): string {
    const bound = Math.sqrt(6 / from);
    const inputs = [this.uniform([to, from], -bound, bound, 'weight'), this.uniform([to], -0.1, 0.1, 'bias')];
    return this.emit.op('Gemm', [x, ...inputs], { transB: 1 });
  }

  flat(x: string): string {
    return this.emit.op('Flatten', [x]);
  }

  network(logits: string, patch: number, batch: number | string = 'N'): Graph {
    const name = this.emit.op('Identity', [logits], {}, { name: 'logits' });
    const inputs = [tensorValue(this.image, 'float32', [batch, 3, patch, patch])];
    return graphOf('patch', this.emit, inputs, [{ name, type: null }]);
  }
}

const window = (kernel: number, stride: number, pad: number) => ({
  kernel_shape: [kernel, kernel],
  strides: [stride, stride],
  pads: [pad, pad, pad, pad],
});

export interface PatchNetwork {
  readonly name: string;
  /** Rows and columns of the patch. */
  readonly patch: number;
  readonly classes: number;
  /** @param widthFactor  multiplies the channels */
  readonly graph: (seed: number, widthFactor?: number) => Graph;
}

/** LeCun et al., 1998: two convolutions, two poolings, three linear layers. */
const leNet: PatchNetwork = {
  name: 'LeNet: convolutions, max pooling, linear layers',
  patch: 32,
  classes: 10,
  graph: (seed, factor = 1) => {
    const layers = new PatchLayers(seed);
    const [a, b] = [6 * factor, 16 * factor];
    const one = layers.max(layers.relu(layers.conv(layers.image, [3, a], 5)), 2);
    const two = layers.max(layers.relu(layers.conv(one, [a, b], 5)), 2);
    const three = layers.relu(layers.linear(layers.flat(two), b * 25, 60));
    const four = layers.emit.op('Dropout', [layers.relu(layers.linear(three, 60, 42))]);
    return layers.network(layers.emit.op('Softmax', [layers.linear(four, 42, 10)], { axis: 1 }), 32);
  },
};

/** Krizhevsky et al., 2012, without padding: a strided start, overlapping pools, response normalization, groups. */
const alexNet: PatchNetwork = {
  name: 'AlexNet: stride 2, response normalization, overlapping pools, groups',
  patch: 47,
  classes: 8,
  graph: (seed, factor = 1) => {
    const layers = new PatchLayers(seed);
    const [a, b] = [8 * factor, 16 * factor];
    const one = layers.relu(layers.conv(layers.image, [3, a], 7, { stride: 2 })); //                     21
    const two = layers.max(layers.lrn(one), 3, 2); //                                                    10
    const three = layers.lrn(layers.relu(layers.conv(two, [a, b], 3, { group: 2 }))); //                 8
    const four = layers.max(layers.relu(layers.conv(three, [b, b], 3, { group: 2 })), 3, 2); //          2
    const five = layers.relu(layers.linear(layers.flat(four), b * 4, 32));
    return layers.network(layers.linear(five, 32, 8), 47);
  },
};

/** He et al., 2016, without padding: shortcuts are cropped to what the convolutions leave; a global average. */
const resNet: PatchNetwork = {
  name: 'ResNet: batch normalization, cropped shortcuts, global average',
  patch: 40,
  classes: 6,
  graph: (seed, factor = 1) => residual(seed, 8 * factor, 40, 0),
};

/** Szegedy et al., 2014, without padding: branches of unlike windows, average pooling, a dilated branch. */
const inception: PatchNetwork = {
  name: 'Inception: concatenated branches, average pooling, dilation',
  patch: 36,
  classes: 7,
  graph: (seed, factor = 1) => {
    const layers = new PatchLayers(seed);
    const [a, b] = [8 * factor, 8 * factor];
    const start = layers.average(layers.relu(layers.conv(layers.image, [3, a], 3)), 2); //                17
    const branches = (x: string, from: number): string =>
      layers.emit.op(
        'Concat',
        [
          layers.crop(layers.relu(layers.conv(x, [from, b], 1)), 2),
          layers.crop(layers.relu(layers.conv(x, [from, b], 3)), 1),
          layers.relu(layers.conv(x, [from, b], 3, { dilation: 2 })),
          layers.conv(layers.average(layers.crop(x, 1), 3, 1), [from, b], 1),
        ],
        { axis: 1 },
      );
    const one = layers.max(branches(start, a), 3, 2); //                                                  6
    const two = branches(one, 4 * b); //                                                                  2
    const pooled = layers.emit.op('ReduceMean', [two, layers.emit.ints([2, 3], 'places')], { keepdims: 0 });
    const hidden = layers.emit.op('LeakyRelu', [layers.linear(pooled, 4 * b, 16)], { alpha: float(0.1) });
    return layers.network(layers.linear(hidden, 16, 7), 36);
  },
};

export const patchNetworks: readonly PatchNetwork[] = [leNet, alexNet, resNet, inception];

/**
 * A residual network with a global average over `places` × `places`, padded (pad 1) or with pixels in the place of
 * padding (pad 0): the same weights for the same seed.
 */
function residual(seed: number, channels: number, patch: number, pad: 0 | 1, places?: number): Graph {
  const layers = new PatchLayers(seed);
  const kept = (x: string, count: number): string => (pad === 1 ? x : layers.crop(x, count));
  const block = (x: string): string => {
    const inner = layers.relu(layers.norm(layers.conv(x, [channels, channels], 3, { pad }), channels));
    const outer = layers.norm(layers.conv(inner, [channels, channels], 3, { pad }), channels);
    return layers.relu(layers.emit.op('Add', [outer, kept(x, 2)]));
  };
  const start = layers.relu(layers.norm(layers.conv(layers.image, [3, channels], 3, { pad, stride: 2 }), channels));
  const down = layers.max(block(start), 3, 2, pad);
  const last = block(down);
  const shape = places === undefined ? layers.emit.op('GlobalAveragePool', [last]) : layers.average(last, places);
  return layers.network(layers.linear(layers.flat(shape), channels, 6), patch);
}

/** With padding; the last map is 6 × 6 for a patch of 24. */
export const paddedResidual = (seed: number): Graph => residual(seed, 8, 24, 1);

/** The same on the pixels that the other's padding stands for; `patch` is its receptive field, its map 6 × 6. */
export const unpaddedResidual = (seed: number, patch: number): Graph => residual(seed, 8, patch, 0, 6);
