import { ArchitectureLayers, type Architecture, type Maps } from './layers.ts';

const levels = [64, 128, 256, 512] as const;
const deepest = 1024;

/**
 * Down four levels and up again; on the way up each level sees its own maps of the way down. Unlike the paper's, the
 * convolutions pad, so that the answer has the picture's size; sides are multiples of 16.
 *
 * @see Ronneberger, Fischer, Brox, "U-Net: convolutional networks for biomedical image segmentation", 2015, figure 1
 */
export const uNet: Architecture = (options) => {
  const layers = new ArchitectureLayers(options);
  let x = layers.image;
  const skips = levels.map((channels) => {
    const skip = twice(layers, x, channels);
    x = layers.maxPool(skip, { kernel: 2, stride: 2 });
    return { skip, channels };
  });
  x = layers.dropout(twice(layers, x, deepest));
  for (const { skip, channels } of skips.reverse())
    x = twice(layers, layers.concat([skip, layers.convTranspose(x, layers.wide(channels), 2)]), channels);
  return layers.pixelLogits(layers.conv(x, options.classes));
};

const twice = (layers: ArchitectureLayers, x: Maps, channels: number): Maps => {
  const first = layers.convRelu(x, layers.wide(channels), { kernel: 3 });
  return layers.convRelu(first, layers.wide(channels), { kernel: 3 });
};
