import { tensorOf } from '../../../electron/compiler/index.ts';
import { ArchitectureLayers, type Architecture, type Maps } from './layers.ts';
import { vggStages } from './vgg.ts';

/**
 * VGG-16 whose linear layers have become convolutions; the scores at 1/32 are enlarged twice by bilinear ConvTranspose
 * and joined by those at 1/16 and 1/8, then enlarged eight times. Unlike the paper's, fc6 pads by 3 instead of the
 * picture by 100, and the last step is Resize. Sides are multiples of 32.
 *
 * @see Long, Shelhamer, Darrell, "Fully convolutional networks for semantic segmentation", 2015, figure 3 (FCN-8s)
 */
export const fcn8: Architecture = (options) => {
  const layers = new ArchitectureLayers(options);
  const [pool3, pool4, pool5] = vggStages(layers, 16).slice(2) as [Maps, Maps, Maps];
  const fc6 = layers.dropout(layers.convRelu(pool5, layers.wide(4096), { kernel: 7 }));
  const fc7 = layers.dropout(layers.convRelu(fc6, layers.wide(4096)));
  const at32 = layers.conv(fc7, options.classes);
  const at16 = layers.add(doubled(layers, at32), layers.conv(pool4, options.classes));
  const at8 = layers.add(doubled(layers, at16), layers.conv(pool3, options.classes));
  return layers.pixelLogits(enlarged(layers, at8, 8));
};

/** A window of 4 that moves by 2 and starts as bilinear interpolation of each channel by itself. */
function doubled({ emit }: ArchitectureLayers, x: Maps): Maps {
  const { channels } = x;
  const values = new Float32Array(channels * channels * 16);
  const ramp = [0.25, 0.75, 0.75, 0.25];
  const taps = ramp.flatMap((row) => ramp.map((column) => row * column));
  for (let channel = 0; channel < channels; channel++) values.set(taps, (channel * channels + channel) * 16);
  const weight = emit.constant(tensorOf('bilinear', 'float32', [channels, channels, 4, 4], values));
  const attributes = { kernel_shape: [4, 4], strides: [2, 2], pads: [1, 1, 1, 1] };
  const value = emit.op('ConvTranspose', [x.value, weight], attributes);
  return { value, channels, height: 2 * x.height, width: 2 * x.width };
}

function enlarged({ emit }: ArchitectureLayers, x: Maps, factor: number): Maps {
  const scales = emit.floats([1, 1, factor, factor], 'resize_scales');
  const attributes = { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
  const value = emit.op('Resize', [x.value, '', scales], attributes);
  return { ...x, value, height: factor * x.height, width: factor * x.width };
}
