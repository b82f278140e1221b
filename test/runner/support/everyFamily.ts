import {
  Emit,
  float,
  floatTensor,
  graphOf,
  seeded,
  tensorValue,
  type AttributeInput,
  type Graph,
} from '../../../electron/compiler/index.ts';

// A classifier of small pictures that has a layer of nearly every kind, so that one training step runs each operator
// and its gradient. The numbers in the first two layers are small multiples of 1/4: exact in 32 bits in any order of
// summing, so that values tie in the max pools and tie on every device.

export const batch = 2;
export const side = 12;
export const classes = 4;
/** What the last layer reads of each picture. */
export const features = 8;

/** Names of parameters begin so; other initializers are constants. */
export const parameterPrefix = 'weight';

/** The normalization whose statistics are learned. */
export const trainedNormalization = 'by_batch';

/** The value that is dropped from. */
export const droppedValue = 'features';

type Attributes = Readonly<Record<string, AttributeInput>>;

class Net {
  readonly emit = new Emit(null);
  readonly image = this.emit.fresh('image');
  readonly #rng: () => number;

  constructor(seed: number) {
    this.#rng = seeded(seed);
  }

  op(op: string, inputs: readonly string[], attributes: Attributes = {}, name?: string): string {
    return this.emit.op(op, inputs, attributes, name === undefined ? {} : { name });
  }

  /** A parameter with numbers around `middle`. */
  weight(dims: readonly number[], spread = 0.5, middle = 0): string {
    const values = this.#drawn(dims).map((value) => middle + spread * value);
    return this.emit.constant(floatTensor(parameterPrefix, dims, values));
  }

  /** −½, −¼, … ½ */
  exactWeight(dims: readonly number[]): string {
    const values = this.#drawn(dims).map((value) => Math.round(2 * value) / 4);
    return this.emit.constant(floatTensor(parameterPrefix, dims, values));
  }

  floats(values: readonly number[], dims: readonly number[] = [values.length]): string {
    return this.emit.floats(values, 'constant', dims);
  }

  ints(...values: readonly number[]): string {
    return this.emit.ints(values, 'numbers');
  }

  conv(x: string, dims: readonly number[], attributes: Attributes): string {
    return this.op('Conv', [x, this.weight(dims), this.weight([dims[0] ?? 1], 0.1)], attributes);
  }

  batchNorm(x: string, channels: number, name: string): string {
    const statistics = [this.floats(this.#drawn([channels])), this.floats(this.#drawn([channels]).map((v) => v + 1.5))];
    const affine = [this.weight([channels], 0.3, 1), this.weight([channels], 0.2)];
    return this.op('BatchNormalization', [x, ...affine, ...statistics], { epsilon: float(1e-5) }, name);
  }

  /** −1 to 1 */
  #drawn(dims: readonly number[]): number[] {
    const count = dims.reduce((product, dim) => product * dim, 1);
    return Array.from({ length: count }, () => 2 * this.#rng() - 1);
  }
}

const same = { pads: [1, 1, 1, 1] };
const byTwo = { kernel_shape: [2, 2], strides: [2, 2] };
const overlapping = { kernel_shape: [3, 3], strides: [2, 2], ...same };

export interface NetOptions {
  /** Layers that the WebGPU provider does not have: LRN, LpPool, SpaceToDepth, GroupNormalization. */
  readonly withRareLayers?: boolean;
  readonly seed: number;
}

/** image [2, 3, 12, 12] → logits [2, 4] */
export function everyFamily({ seed, withRareLayers = false }: NetOptions): Graph {
  const net = new Net(seed);
  const pooled = pools(net, net.image);
  const maps = normalized(net, convolved(net, withRareLayers ? rare(net, pooled) : pooled));
  const mean = mixed(net, moved(net, activated(net, maps)));
  const weights = [net.weight([classes, features]), net.weight([classes], 0.1)];
  const logits = net.op('Gemm', [mean, ...weights], { transB: 1 }, 'logits');
  const input = tensorValue(net.image, 'float32', [batch, 3, side, side]);
  return graphOf('every_family', net.emit, [input], [tensorValue(logits, 'float32', [batch, classes])]);
}

/** [2, 3, 12, 12] → [2, 8, 6, 6], pooling windows side by side and overlapping, where many values tie */
function pools(net: Net, image: string): string {
  const conv = net.op('Conv', [image, net.exactWeight([4, 3, 3, 3]), net.exactWeight([4])], same);
  const relu = net.op('Relu', [conv]);
  const sums = [net.op('MaxPool', [relu], byTwo), net.op('AveragePool', [conv], { ...byTwo })];
  const overlaps = net.op('MaxPool', [relu], overlapping);
  const averages = net.op('AveragePool', [conv], { ...overlapping, count_include_pad: 0 });
  const smooth = net.op('AveragePool', [averages], { kernel_shape: [3, 3], ...same, count_include_pad: 1 });
  return net.op('Concat', [net.op('Add', sums), net.op('Sub', [overlaps, smooth])], { axis: 1 });
}

/** [2, 8, 6, 6], through what needs the CPU's help */
function rare(net: Net, x: string): string {
  const local = net.op('LRN', [x], { size: 3, alpha: float(0.1), beta: float(0.75), bias: float(1) });
  const lengths = net.op('LpPool', [local], { kernel_shape: [2, 2], strides: [1, 1], pads: [0, 0, 1, 1], p: 2 });
  const blocks = net.op('SpaceToDepth', [net.op('Add', [local, lengths])], { blocksize: 2 });
  const whole = net.op('DepthToSpace', [net.op('Softplus', [blocks])], { blocksize: 2 });
  const affine = [net.weight([8], 0.3, 1), net.weight([8], 0.2)];
  return net.op('GroupNormalization', [whole, ...affine], { num_groups: 4 });
}

/** [2, 8, 6, 6] → [2, 8, 6, 6], each kind of convolution */
function convolved(net: Net, x: string): string {
  const depthwise = net.conv(x, [8, 1, 3, 3], { ...same, group: 8 });
  const grouped = net.conv(net.op('Tanh', [depthwise]), [8, 4, 3, 3], { ...same, group: 2 });
  const dilated = net.conv(grouped, [8, 8, 3, 3], { pads: [2, 2, 2, 2], dilations: [2, 2] });
  const pointwise = net.conv(net.op('LeakyRelu', [dilated]), [8, 8, 1, 1], {});
  const strided = net.conv(pointwise, [6, 8, 3, 3], { strides: [2, 2], ...same });
  const thin = net.conv(strided, [6, 1, 3, 3], { strides: [1, 1], ...same, group: 6 });
  const kernel = [net.weight([6, 8, 2, 2]), net.weight([8], 0.1)];
  const back = net.op('ConvTranspose', [net.op('Softplus', [thin]), ...kernel], { strides: [2, 2] });
  return net.op('Tanh', [net.op('Add', [back, pointwise])]);
}

/** [2, 8, 6, 6], each kind of normalization; a curve between two, for what one takes out needs no gradient before it */
function normalized(net: Net, x: string): string {
  const byBatch = net.batchNorm(x, 8, trainedNormalization);
  const frozen = net.batchNorm(net.op('Elu', [byBatch]), 8, 'frozen');
  const affine = [net.weight([8], 0.3, 1), net.weight([8], 0.2)];
  const perPicture = net.op('InstanceNormalization', [net.op('Tanh', [frozen]), ...affine]);
  const channelsLast = net.op('Transpose', [perPicture], { perm: [0, 2, 3, 1] });
  const layer = net.op('LayerNormalization', [channelsLast, net.weight([8], 0.3, 1), net.weight([8], 0.2)]);
  return net.op('Transpose', [layer], { perm: [0, 3, 1, 2] });
}

/** [2, 8, 6, 6]: each eighth of the channels through another activation */
function activated(net: Net, x: string): string {
  const parts = Array.from({ length: 8 }, (_, i) => net.emit.fresh(`part_${i}`));
  net.emit.op('Split', [x, net.ints(...parts.map(() => 1))], { axis: 1 }, { outputs: parts });
  const bounds = [net.floats([-0.5], []), net.floats([0.75], [])];
  const made = [
    (part: string) => net.op('Sigmoid', [part]),
    (part: string) => net.op('Clip', [part, ...bounds]),
    (part: string) => net.op('Gelu', [part]),
    (part: string) => net.op('Mish', [part]),
    (part: string) => net.op('HardSwish', [part]),
    (part: string) => net.op('PRelu', [part, net.weight([1, 1, 1], 0.1, 0.25)]),
    (part: string) => net.op('HardSigmoid', [part]),
    (part: string) => net.op('Erf', [part]),
  ].map((activation, i) => activation(parts[i] ?? ''));
  return net.op('Concat', made, { axis: 1 });
}

/** [2, 8, 6, 6], moved about and back in size */
function moved(net: Net, x: string): string {
  const reflected = net.op('Pad', [x, net.ints(0, 0, 1, 1, 0, 0, 1, 1)], { mode: 'reflect' });
  const starts = net.op('Slice', [reflected, net.ints(0, 0), net.ints(8, 8), net.ints(2, 3), net.ints(2, 2)]);
  const linear = { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
  const enlarged = net.op('Resize', [starts, '', net.floats([1, 1, 1.5, 1.5])], linear);
  const swapped = net.op('Gather', [x, net.ints(7, 6, 5, 4, 3, 2, 1, 0)], { axis: 1 });
  return net.op('Add', [enlarged, swapped]);
}

/** [2, 8, 6, 6] → [2, 8]: attention between positions, gates, arithmetic, averages */
function mixed(net: Net, x: string): string {
  const rows = net.op('Reshape', [x, net.ints(batch, 8, 36)]);
  const columns = net.op('Transpose', [rows], { perm: [0, 2, 1] });
  const products = net.op('MatMul', [columns, net.op('MatMul', [net.weight([8, 8], 0.3), rows])]);
  const weights = net.op('Softmax', [net.op('Div', [products, net.floats([6], [])])], { axis: -1 });
  const seen = net.op('Reshape', [net.op('MatMul', [rows, weights]), net.ints(batch, 8, 6, 6)]);
  const gate = net.op('Softmax', [net.op('ReduceMean', [seen, net.ints(2, 3)], { keepdims: 1 })], { axis: 1 });
  const gated = net.op('Mul', [seen, gate]);
  const size = net.op('Sqrt', [net.op('Add', [net.op('Pow', [gated, net.floats([2], [])]), net.floats([0.1], [])])]);
  const scaled = net.op('Div', [gated, net.op('ReduceMax', [size, net.ints(1)], { keepdims: 1 })]);
  const largest = net.op('Max', [scaled, net.op('Neg', [net.op('Min', [seen, net.floats([0.25], [])])])]);
  const flat = net.op('Flatten', [net.op('GlobalAveragePool', [net.op('Exp', [largest])])]);
  return net.op('Mul', [flat, net.weight([8], 0.3, 1)], {}, droppedValue);
}
