import { ArchitectureLayers, type Architecture, type Maps } from './layers.ts';

// Channels of the six convolutions of each module, as in the paper's table 1:
// 1 × 1, before 3 × 3, 3 × 3, before 5 × 5, 5 × 5, after the pooling.
type Module = readonly [number, number, number, number, number, number];

const modules3: readonly Module[] = [
  [64, 96, 128, 16, 32, 32],
  [128, 128, 192, 32, 96, 64],
];
const modules4: readonly Module[] = [
  [192, 96, 208, 16, 48, 64],
  [160, 112, 224, 24, 64, 64],
  [128, 128, 256, 24, 64, 64],
  [112, 144, 288, 32, 64, 64],
  [256, 160, 320, 32, 128, 128],
];
const modules5: readonly Module[] = [
  [256, 160, 320, 32, 128, 128],
  [384, 192, 384, 48, 128, 128],
];

const pool = { kernel: 3, stride: 2, ceil: true };

/**
 * Nine modules of four branches each, between poolings that round up, without the two auxiliary classifiers.
 *
 * @see Szegedy et al., "Going deeper with convolutions", 2014, table 1
 */
export const googLeNet: Architecture = (options) => {
  const layers = new ArchitectureLayers(options);
  const conv1 = layers.convRelu(layers.image, layers.wide(64), { kernel: 7, stride: 2 });
  const norm1 = layers.lrn(layers.maxPool(conv1, pool));
  const reduced = layers.convRelu(norm1, layers.wide(64));
  const conv2 = layers.convRelu(reduced, layers.wide(192), { kernel: 3 });
  let x = layers.maxPool(layers.lrn(conv2), pool);
  for (const channels of modules3) x = inception(layers, x, channels);
  x = layers.maxPool(x, pool);
  for (const channels of modules4) x = inception(layers, x, channels);
  x = layers.maxPool(x, pool);
  for (const channels of modules5) x = inception(layers, x, channels);
  return layers.logits(layers.dropout(layers.globalAverage(x)));
};

/** Four branches side by side: 1 × 1, 3 × 3, 5 × 5 and pooled. */
function inception(layers: ArchitectureLayers, x: Maps, channels: Module): Maps {
  const [one, before3, three, before5, five, pooled] = channels.map((count) => layers.wide(count)) as unknown as Module;
  return layers.concat([
    layers.convRelu(x, one),
    layers.convRelu(layers.convRelu(x, before3), three, { kernel: 3 }),
    layers.convRelu(layers.convRelu(x, before5), five, { kernel: 5 }),
    layers.convRelu(layers.maxPool(x, { kernel: 3, stride: 1, pad: 1 }), pooled),
  ]);
}
