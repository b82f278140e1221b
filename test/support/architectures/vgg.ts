import { ArchitectureLayers, type Architecture, type Maps } from './layers.ts';

/** Convolutions and channels of each of the five stages: columns A and D of the paper's table 1. */
const stages = {
  11: [
    [1, 64],
    [1, 128],
    [2, 256],
    [2, 512],
    [2, 512],
  ],
  16: [
    [2, 64],
    [2, 128],
    [3, 256],
    [3, 512],
    [3, 512],
  ],
} as const;

/**
 * Stages of 3 × 3 convolutions, each halved by pooling, then three linear layers. Sides are multiples of 32.
 *
 * @see Simonyan, Zisserman, "Very deep convolutional networks for large-scale image recognition", 2014, table 1
 */
const vgg =
  (depth: keyof typeof stages): Architecture =>
  (options) => {
    const layers = new ArchitectureLayers(options);
    const last = vggStages(layers, depth).at(-1) ?? layers.image;
    const fc6 = layers.dropout(layers.relu(layers.linear(layers.flat(last), layers.wide(4096))));
    const fc7 = layers.dropout(layers.relu(layers.linear(fc6, layers.wide(4096))));
    return layers.logits(fc7);
  };

export const vgg11 = vgg(11);
export const vgg16 = vgg(16);

/** What each stage ends in, after its pooling: the sides are 1/2, 1/4, 1/8, 1/16 and 1/32 of the picture's. */
export function vggStages(layers: ArchitectureLayers, depth: keyof typeof stages): Maps[] {
  let x = layers.image;
  return stages[depth].map(([convolutions, channels]) => {
    for (let i = 0; i < convolutions; i++) x = layers.convRelu(x, layers.wide(channels), { kernel: 3 });
    x = layers.maxPool(x, { kernel: 2, stride: 2 });
    return x;
  });
}
