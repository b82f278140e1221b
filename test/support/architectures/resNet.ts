import { ArchitectureLayers, type Architecture, type Maps } from './layers.ts';

/** Makes `channels` maps of x; the first block of a stage has the stage's stride. */
type Block = (layers: ArchitectureLayers, x: Maps, channels: number, stride: number) => Maps;

// Untrained branches are scaled so that the sum of all of them stays near the size of one.
const branchGain = 0.3;

/** Two 3 × 3 convolutions; Relu after the sum. */
const basic: Block = (layers, x, channels, stride) => {
  const first = layers.relu(layers.convNorm(x, channels, { kernel: 3, stride }));
  const branch = layers.convNorm(first, channels, { kernel: 3 }, branchGain);
  const same = stride === 1 && x.channels === channels;
  return layers.relu(layers.add(branch, same ? x : layers.convNorm(x, channels, { stride })));
};

/** 1 × 1, 3 × 3 and 1 × 1 with four times the channels; Relu after the sum. */
const bottleneck: Block = (layers, x, channels, stride) => {
  const first = layers.relu(layers.convNorm(x, channels, { stride }));
  const second = layers.relu(layers.convNorm(first, channels, { kernel: 3 }));
  const branch = layers.convNorm(second, 4 * channels, {}, branchGain);
  const same = stride === 1 && x.channels === 4 * channels;
  return layers.relu(layers.add(branch, same ? x : layers.convNorm(x, 4 * channels, { stride })));
};

/** BatchNormalization and Relu before each convolution; nothing after the sum. */
const preactivatedBasic: Block = (layers, x, channels, stride) => {
  const active = layers.relu(layers.batchNorm(x));
  const first = layers.conv(active, channels, { kernel: 3, stride, bias: false });
  const branch = layers.conv(layers.relu(layers.batchNorm(first, branchGain)), channels, { kernel: 3, bias: false });
  const same = stride === 1 && x.channels === channels;
  return layers.add(branch, same ? x : layers.conv(active, channels, { stride, bias: false }));
};

const preactivatedBottleneck: Block = (layers, x, channels, stride) => {
  const active = layers.relu(layers.batchNorm(x));
  const first = layers.relu(layers.batchNorm(layers.conv(active, channels, { bias: false })));
  const second = layers.conv(first, channels, { kernel: 3, stride, bias: false });
  const branch = layers.conv(layers.relu(layers.batchNorm(second, branchGain)), 4 * channels, { bias: false });
  const same = stride === 1 && x.channels === 4 * channels;
  return layers.add(branch, same ? x : layers.conv(active, 4 * channels, { stride, bias: false }));
};

/**
 * Version 1: after a stem that quarters the sides, four stages of blocks.
 *
 * @see He, Zhang, Ren, Sun, "Deep residual learning for image recognition", 2015, table 1
 */
const resNetV1 =
  (block: Block, blocks: readonly number[]): Architecture =>
  (options) => {
    const layers = new ArchitectureLayers(options);
    const conv1 = layers.relu(layers.convNorm(layers.image, layers.wide(64), { kernel: 7, stride: 2 }));
    return layers.logits(layers.globalAverage(stagesOf(layers, conv1, block, blocks)));
  };

/**
 * Version 2: the blocks begin with their activation, so one more follows the last sum.
 *
 * @see He, Zhang, Ren, Sun, "Identity mappings in deep residual networks", 2016, figure 1b
 */
const resNetV2 =
  (block: Block, blocks: readonly number[]): Architecture =>
  (options) => {
    const layers = new ArchitectureLayers(options);
    const conv1 = layers.relu(layers.convNorm(layers.image, layers.wide(64), { kernel: 7, stride: 2 }));
    const last = layers.relu(layers.batchNorm(stagesOf(layers, conv1, block, blocks)));
    return layers.logits(layers.globalAverage(last));
  };

export const resNet18 = resNetV1(basic, [2, 2, 2, 2]);
export const resNet50 = resNetV1(bottleneck, [3, 4, 6, 3]);
export const resNet18V2 = resNetV2(preactivatedBasic, [2, 2, 2, 2]);
export const resNet50V2 = resNetV2(preactivatedBottleneck, [3, 4, 6, 3]);

function stagesOf(layers: ArchitectureLayers, stem: Maps, block: Block, blocks: readonly number[]): Maps {
  let x = layers.maxPool(stem, { kernel: 3, stride: 2, pad: 1 });
  for (const [stage, count] of blocks.entries()) {
    const channels = layers.wide(64 * 2 ** stage);
    for (let i = 0; i < count; i++) x = block(layers, x, channels, i === 0 && stage > 0 ? 2 : 1);
  }
  return x;
}
