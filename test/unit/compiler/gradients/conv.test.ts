import { expect, test } from 'vitest';
import {
  differentiate,
  Emit,
  graphOf,
  tensorValue,
  type GradientSite,
  type Graph,
} from '../../../../electron/compiler/index.ts';

// Which formulation is emitted where nobody chooses: the fastest that was measured (docs/gradients.md).

interface Layer {
  readonly channels: number;
  readonly maps: number;
  readonly length: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly group?: number;
}

function layer({ channels, maps, length, kernel, stride = 1, group = 1 }: Layer): Graph {
  const emit = new Emit(null);
  const pad = (kernel - 1) / 2;
  emit.op('Conv', ['X', 'W'], { strides: [stride, stride], pads: [pad, pad, pad, pad], group }, { outputs: ['Y'] });
  const made = length / stride;
  const inputs = [
    tensorValue('X', 'float32', [8, channels, length, length]),
    tensorValue('W', 'float32', [maps, channels / group, kernel, kernel]),
    tensorValue('dY', 'float32', [8, maps, made, made]),
  ];
  return graphOf('layer', emit, inputs, [{ name: 'Y', type: null }]);
}

/** The first candidate for each input. */
function firstChoices(shape: Layer): Record<string, string | undefined> {
  const sites: GradientSite[] = [];
  differentiate(layer(shape), { of: 'Y', wrt: ['X', 'W'], seed: 'dY', choose: (site) => void sites.push(site) });
  return Object.fromEntries(sites.map(({ formal, candidates }) => [formal, candidates[0]]));
}

test.each([
  [
    { channels: 64, maps: 64, length: 56, kernel: 3 },
    { X: 'flipped', W: 'taps-batched' },
  ],
  [
    { channels: 128, maps: 128, length: 28, kernel: 3 },
    { X: 'flipped', W: 'taps-batched' },
  ],
  [
    { channels: 256, maps: 256, length: 14, kernel: 3 },
    { X: 'flipped', W: 'taps-gemm' },
  ],
  [
    { channels: 512, maps: 512, length: 7, kernel: 3 },
    { X: 'flipped-stacked', W: 'im2col-nhwc' },
  ],
  [
    { channels: 64, maps: 128, length: 56, kernel: 3, stride: 2 },
    { X: 'convTranspose', W: 'gathered' },
  ],
  [{ channels: 3, maps: 64, length: 224, kernel: 7, stride: 2 }, { W: 'conv-operands' }],
  [
    { channels: 256, maps: 1024, length: 14, kernel: 1 },
    { X: 'matmul', W: 'taps-gemm-nhwc' },
  ],
  [{ channels: 64, maps: 128, length: 56, kernel: 1, stride: 2 }, { W: 'taps-batched' }],
  [
    { channels: 192, maps: 192, length: 28, kernel: 3, group: 192 },
    { X: 'flipped', W: 'depthwise-rows' },
  ],
  [{ channels: 192, maps: 192, length: 28, kernel: 3, group: 192, stride: 2 }, { W: 'depthwise-rows' }],
  [
    { channels: 256, maps: 256, length: 28, kernel: 3, group: 32 },
    { X: 'flipped', W: 'taps-batched' },
  ],
])('Conv of shape %o is differentiated by %o, as measured', (shape, expected) => {
  expect(firstChoices(shape)).toEqual(expected);
});
