import { ArchitectureLayers, type Architecture } from './layers.ts';

/**
 * AlexNet with a smaller first window and stride, and without groups. Pooling rounds up: that gives the sizes of the
 * paper's figure 3 (224 → 110 → 55 → 26 → 13 → 6). The contrast normalization is AlexNet's.
 *
 * @see Zeiler, Fergus, "Visualizing and understanding convolutional networks", 2013, section 3 and figure 3
 */
export const zfNet: Architecture = (options) => {
  const layers = new ArchitectureLayers(options);
  const wide = (channels: number): number => layers.wide(channels);
  const pool = { kernel: 3, stride: 2, ceil: true };
  const conv1 = layers.convRelu(layers.image, wide(96), { kernel: 7, stride: 2, pad: 1 });
  const norm1 = layers.lrn(layers.maxPool(conv1, pool));
  const conv2 = layers.convRelu(norm1, wide(256), { kernel: 5, stride: 2, pad: 0 });
  const norm2 = layers.lrn(layers.maxPool(conv2, pool));
  const conv3 = layers.convRelu(norm2, wide(384), { kernel: 3 });
  const conv4 = layers.convRelu(conv3, wide(384), { kernel: 3 });
  const conv5 = layers.convRelu(conv4, wide(256), { kernel: 3 });
  const pool5 = layers.maxPool(conv5, pool);
  const fc6 = layers.dropout(layers.relu(layers.linear(layers.flat(pool5), wide(4096))));
  const fc7 = layers.dropout(layers.relu(layers.linear(fc6, wide(4096))));
  return layers.logits(fc7);
};
