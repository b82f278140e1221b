import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  countCost,
  decode,
  Emit,
  floatTensor,
  graphOf,
  intTensor,
  tensorValue,
  upgrade,
  withDims,
  type Graph,
} from '../../../../electron/compiler/index.ts';
import { mobileNetV2, resNet18, resNet50, vgg16, type Architecture } from '../../../support/architectures/index.ts';
import { sharedAbsent, sharedDir } from '../../../support/shared.ts';

const zeros = (name: string, dims: readonly number[]) =>
  floatTensor(name, dims, new Float32Array(dims.reduce((a, b) => a * b, 1)));

/** Ten 5×5 filters over a 32×32 color picture, padded to keep its size: the lecture's layer of 760 parameters. */
function lectureLayer(batch = 1): Graph {
  const emit = new Emit(null);
  const inputs = ['image', emit.constant(zeros('W', [10, 3, 5, 5])), emit.constant(zeros('B', [10]))];
  const y = emit.op('Conv', inputs, { pads: [2, 2, 2, 2] });
  return graphOf('layer', emit, [tensorValue('image', 'float32', [batch, 3, 32, 32])], [{ name: y, type: null }]);
}

describe('countCost', () => {
  test('ten 5×5 filters over three channels have (5·5·3 + 1)·10 = 760 parameters', () => {
    const { parameters, multiplyAdds, activationBytes, nodes } = countCost(lectureLayer());
    expect(parameters).toBe(760);
    expect(multiplyAdds).toBe(5 * 5 * 3 * 10 * 32 * 32);
    expect(activationBytes).toBe(4 * 10 * 32 * 32);
    expect(nodes).toMatchObject([{ parameters: 760, multiplyAdds }]);
  });

  test('twice the batch costs twice the work and memory and has the same parameters', () => {
    const [one, two] = [countCost(lectureLayer(1)), countCost(lectureLayer(2))];
    expect(two).toMatchObject({
      parameters: one.parameters,
      multiplyAdds: 2 * one.multiplyAdds,
      activationBytes: 2 * one.activationBytes,
    });
  });

  test('a parameter that two nodes share is counted once, at the first', () => {
    const emit = new Emit(null);
    const w = emit.constant(zeros('W', [3, 3, 1, 1]));
    const y = emit.op('Conv', [emit.op('Conv', ['x', w]), w]);
    const graph = graphOf('shared', emit, [tensorValue('x', 'float32', [1, 3, 4, 4])], [{ name: y, type: null }]);
    const { parameters, nodes } = countCost(graph);
    expect([parameters, nodes.map((cost) => cost.parameters)]).toEqual([9, [9, 0]]);
  });

  test('shapes, axes and scalars are no parameters', () => {
    const emit = new Emit(null);
    const half = emit.constant(floatTensor('half', [], [0.5]));
    const shape = emit.constant(intTensor('shape', [2], [1, -1]));
    const y = emit.op('Reshape', [emit.op('Mul', ['x', half]), shape]);
    const graph = graphOf('scalars', emit, [tensorValue('x', 'float32', [1, 3, 4, 4])], [{ name: y, type: null }]);
    expect(countCost(graph).parameters).toBe(0);
  });

  // Parameters exactly as torchvision counts them, running statistics left out; work to what their papers round to.
  test.each<[string, Architecture, number, number, number]>([
    ['ResNet-18', resNet18, 11_689_512, 1.81e9, 1.83e9],
    ['ResNet-50', resNet50, 25_557_032, 3.8e9, 3.9e9],
    ['MobileNetV2', mobileNetV2, 3_504_872, 0.3e9, 0.32e9],
    ['VGG-16', vgg16, 138_357_544, 15.4e9, 15.6e9],
  ])('%s costs at 224 pixels what is published', (_name, architecture, parameters, from, to) => {
    const options = { batch: 1, width: 224, height: 224, classes: 1000, seed: null, widthFactor: 1 };
    const cost = countCost(architecture(options));
    expect(cost.parameters).toBe(parameters);
    expect(cost.multiplyAdds).toBeGreaterThan(from);
    expect(cost.multiplyAdds).toBeLessThan(to);
  });

  const shared = sharedDir();
  test.skipIf(shared === null)(`SqueezeNet 1.1 as published (${sharedAbsent})`, () => {
    const bytes = readFileSync(join(shared ?? '', 'models/squeezenet1_1_imagenet.onnx'));
    const sized = new Map<string, number>([
      ['N', 1],
      ['H', 224],
      ['W', 224],
    ]);
    const cost = countCost(withDims(upgrade(decode(bytes)), sized));
    expect(cost.parameters).toBe(1_235_496);
    expect(cost.multiplyAdds / 1e9).toBeCloseTo(0.35, 2);
  });
});
