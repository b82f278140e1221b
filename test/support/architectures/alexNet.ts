import { ArchitectureLayers, type Architecture } from './layers.ts';

/**
 * Five convolutions, three of them in two groups (one per graphics card), overlapping pooling, local response
 * normalization, three linear layers. The paper's pictures are 227 × 227; the smallest that fits is 67 × 67.
 *
 * @see Krizhevsky, Sutskever, Hinton, "ImageNet classification with deep convolutional neural networks", 2012
 */
export const alexNet: Architecture = (options) => {
  const layers = new ArchitectureLayers(options);
  const wide = (channels: number): number => layers.wide(channels);
  const pool = { kernel: 3, stride: 2 };
  const conv1 = layers.convRelu(layers.image, wide(96), { kernel: 11, stride: 4, pad: 0 });
  const pool1 = layers.maxPool(layers.lrn(conv1), pool);
  const conv2 = layers.convRelu(pool1, wide(256), { kernel: 5, group: 2 });
  const pool2 = layers.maxPool(layers.lrn(conv2), pool);
  const conv3 = layers.convRelu(pool2, wide(384), { kernel: 3 });
  const conv4 = layers.convRelu(conv3, wide(384), { kernel: 3, group: 2 });
  const conv5 = layers.convRelu(conv4, wide(256), { kernel: 3, group: 2 });
  const pool5 = layers.maxPool(conv5, pool);
  const fc6 = layers.dropout(layers.relu(layers.linear(layers.flat(pool5), wide(4096))));
  const fc7 = layers.dropout(layers.relu(layers.linear(fc6, wide(4096))));
  return layers.logits(fc7);
};
