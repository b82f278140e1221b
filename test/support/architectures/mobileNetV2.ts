import { ArchitectureLayers, type Architecture, type Maps } from './layers.ts';

/** Expansion, channels, blocks, stride of the first: the paper's table 2. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/**
 * Inverted residuals: a block widens, filters each channel by itself, and narrows without an activation.
 *
 * @see Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks", 2018, table 2
 */
export const mobileNetV2: Architecture = (options) => {
  const layers = new ArchitectureLayers(options);
  let x = layers.relu6(layers.convNorm(layers.image, layers.wide(32), { kernel: 3, stride: 2 }));
  for (const [expansion, channels, count, stride] of stages) {
    for (let i = 0; i < count; i++) x = block(layers, x, expansion, layers.wide(channels), i === 0 ? stride : 1);
  }
  const last = layers.relu6(layers.convNorm(x, layers.wide(1280)));
  return layers.logits(layers.dropout(layers.globalAverage(last)));
};

function block(layers: ArchitectureLayers, x: Maps, expansion: number, channels: number, stride: number): Maps {
  const deep = expansion * x.channels;
  const wide = expansion === 1 ? x : layers.relu6(layers.convNorm(x, deep));
  const filtered = layers.relu6(layers.convNorm(wide, deep, { kernel: 3, stride, group: deep }));
  const narrow = layers.convNorm(filtered, channels);
  return stride === 1 && x.channels === channels ? layers.add(x, narrow) : narrow;
}
