import { float } from '../graph/attributes.ts';
import { graphOf } from '../graph/build.ts';
import { Emit } from '../graph/emit.ts';
import { tensorValue, type Graph } from '../graph/graph.ts';
import { Layers } from './layers.ts';
import { seeded } from './seeded.ts';

const classes = 16;

/**
 * A small network that uses each family of operators that Fovea's networks are made of, so that a device which
 * computes it as the CPU does can be trusted with them: convolutions (3×3 strided, 1×1, depthwise, grouped),
 * BatchNormalization, Relu, Clip, both poolings, Add, Mul, Concat, Resize, Sigmoid, Gemm, Softmax.
 *
 * @returns `image` float32 [N, 3, 64, 64], values about −2 to 2, to `probabilities` float32 [N, 16]; the weights are
 *          the same on every machine
 */
export function probeNetwork(): Graph {
  const emit = new Emit(null);
  const layers = new Layers(emit, seeded(20260301));
  const image = emit.fresh('image');
  const stem = stemOf(layers, image); //                                                           [N, 16, 32, 32]
  const half = residualOf(
    layers,
    emit.op('MaxPool', [stem], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }),
  );
  const merged = mergedOf(layers, stem, half); //                                                  [N, 48, 32, 32]
  const gated = gatedOf(layers, layers.conv(merged, 48, { filters: 32, kernel: 3, stride: 2, group: 4 }));
  const hidden = emit.op('Relu', [layers.gemm(layers.pooledFlat(gated), 32, 64)]);
  const probabilities = emit.op('Softmax', [layers.gemm(hidden, 64, classes)], { axis: 1 }, { name: 'probabilities' });
  const input = tensorValue(image, 'float32', ['N', 3, 64, 64]);
  return graphOf('probe', emit, [input], [tensorValue(probabilities, 'float32', ['N', classes])]);
}

/** [N, 3, 64, 64] → [N, 16, 32, 32] */
function stemOf(layers: Layers, image: string): string {
  const conv = layers.conv(image, 3, { filters: 16, kernel: 3, stride: 2 });
  return layers.emit.op('Relu', [layers.batchNorm(conv, 16)]);
}

/** [N, 16, 16, 16] → [N, 32, 16, 16], an inverted residual as in MobileNetV2 */
function residualOf(layers: Layers, x: string): string {
  const { emit } = layers;
  const wide = emit.op('Relu', [layers.conv(x, 16, { filters: 32, kernel: 1 })]);
  const bounds = [emit.floats([0], 'clip_min', []), emit.floats([6], 'clip_max', [])];
  const deep = emit.op('Clip', [layers.conv(wide, 32, { filters: 32, kernel: 3, group: 32 }), ...bounds]);
  return emit.op('Add', [wide, layers.conv(deep, 32, { filters: 32, kernel: 1 })]);
}

/** [N, 16, 32, 32] and [N, 32, 16, 16] → [N, 48, 32, 32], the smaller one enlarged as in a U-Net */
function mergedOf({ emit }: Layers, large: string, small: string): string {
  const modes = { mode: 'linear', coordinate_transformation_mode: 'half_pixel' };
  const enlarged = emit.op('Resize', [small, '', emit.floats([1, 1, 2, 2], 'resize_scales')], modes);
  const smooth = emit.op('AveragePool', [large], { kernel_shape: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1] });
  return emit.op('Concat', [smooth, enlarged], { axis: 1 });
}

/** [N, 32, H, W] → the same, each channel weighted by what the picture as a whole shows (squeeze and excitation) */
function gatedOf(layers: Layers, x: string): string {
  const { emit } = layers;
  const active = emit.op('LeakyRelu', [x], { alpha: float(0.1) });
  const summary = layers.conv(emit.op('GlobalAveragePool', [active]), 32, { filters: 32, kernel: 1 });
  return emit.op('Mul', [active, emit.op('Sigmoid', [summary])]);
}
