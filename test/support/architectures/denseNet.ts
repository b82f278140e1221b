import { ArchitectureLayers, type Architecture, type Maps } from './layers.ts';

/**
 * Every layer of a block sees the maps of all before it and adds `growth` of its own. Between blocks the channels and
 * the sides are halved.
 *
 * @see Huang, Liu, van der Maaten, Weinberger, "Densely connected convolutional networks", 2016, table 1
 */
export const denseNet =
  (blocks: readonly number[], growth: number): Architecture =>
  (options) => {
    const layers = new ArchitectureLayers(options);
    const step = layers.wide(growth);
    const conv1 = layers.relu(layers.convNorm(layers.image, 2 * step, { kernel: 7, stride: 2 }));
    let x = layers.maxPool(conv1, { kernel: 3, stride: 2, pad: 1 });
    for (const [index, count] of blocks.entries()) {
      if (index > 0) x = transition(layers, x);
      for (let i = 0; i < count; i++) x = layers.concat([x, layerOf(layers, x, step)]);
    }
    return layers.logits(layers.globalAverage(layers.relu(layers.batchNorm(x))));
  };

export const denseNet121 = denseNet([6, 12, 24, 16], 32);

/** BatchNormalization, Relu and 1 × 1 to four times the growth, then the same with 3 × 3 to the growth. */
function layerOf(layers: ArchitectureLayers, x: Maps, growth: number): Maps {
  const narrow = layers.conv(layers.relu(layers.batchNorm(x)), 4 * growth, { bias: false });
  return layers.conv(layers.relu(layers.batchNorm(narrow)), growth, { kernel: 3, bias: false });
}

function transition(layers: ArchitectureLayers, x: Maps): Maps {
  const halved = layers.conv(layers.relu(layers.batchNorm(x)), Math.floor(x.channels / 2), { bias: false });
  return layers.averagePool(halved, { kernel: 2, stride: 2 });
}
