import { describe, expect, test } from 'vitest';
import {
  elements,
  Emit,
  graphOf,
  ops,
  shapesOf,
  tensorValue,
  type AttributeInput,
  type Graph,
} from '../../../../electron/compiler/index.ts';
import { contextOf } from '../../../../electron/compiler/ops/infer.ts';
import { poolWindowOf } from '../../../../electron/compiler/ops/window.ts';

// Numbers that textbooks and lectures print, and what must be refused.

const pool = (length: number, kernel: number, attributes: Record<string, AttributeInput> = {}): Graph => {
  const emit = new Emit(null);
  emit.op('MaxPool', ['X'], { kernel_shape: [kernel, kernel], ...attributes }, { outputs: ['Y'] });
  return graphOf('pool', emit, [tensorValue('X', 'float32', [1, 1, length, length])], [{ name: 'Y', type: null }]);
};

const lengthOf = (graph: Graph): number => shapesOf(graph).dims('Y')[3] ?? 0;

const windowOf = (graph: Graph): ReturnType<typeof poolWindowOf> =>
  poolWindowOf(graph.nodes[0]!, shapesOf(graph).dims('X'));

const conv = (x: readonly number[], w: readonly number[], attributes: Record<string, AttributeInput> = {}): Graph => {
  const emit = new Emit(null);
  emit.op('Conv', ['X', 'W', 'B'], attributes, { outputs: ['Y'] });
  const inputs = [
    tensorValue('X', 'float32', x),
    tensorValue('W', 'float32', w),
    tensorValue('B', 'float32', [w[0] ?? 0]),
  ];
  return graphOf('conv', emit, inputs, [{ name: 'Y', type: null }]);
};

test('ten 5×5 filters with padding 2 keep a 32×32×3 picture at 32×32 and have 760 parameters', () => {
  const graph = conv([1, 3, 32, 32], [10, 3, 5, 5], { pads: [2, 2, 2, 2] });
  const shapes = shapesOf(graph);
  expect(shapes.dims('Y')).toEqual([1, 10, 32, 32]);
  expect(elements(shapes.dims('W')) + elements(shapes.dims('B'))).toBe(760);
});

test('each of the 32·32·10 numbers of that layer takes 75 multiplications', () => {
  const graph = conv([1, 3, 32, 32], [10, 3, 5, 5], { pads: [2, 2, 2, 2] });
  const shapes = shapesOf(graph);
  const counted = ops.Conv.multiplyAdds?.(contextOf(graph.nodes[0]!, ops.Conv, shapes), [shapes.type('Y')]);
  expect(counted).toBe(32 * 32 * 10 * 75);
});

test('a 3×3 window on 7×7 makes 5×5 by single steps and 3×3 by steps of two', () => {
  expect(lengthOf(pool(7, 3))).toBe(5);
  expect(lengthOf(pool(7, 3, { strides: [2, 2] }))).toBe(3);
});

test('by steps of three it fits twice and leaves a row unread, or a third time where lengths are rounded up', () => {
  const down = pool(7, 3, { strides: [3, 3] });
  expect(lengthOf(down)).toBe(2);
  expect(windowOf(down)).toMatchObject({ unread: [1, 1], overhang: [0, 0] });
  const up = pool(7, 3, { strides: [3, 3], ceil_mode: 1 });
  expect(lengthOf(up)).toBe(3);
  expect(windowOf(up)).toMatchObject({ unread: [0, 0], overhang: [2, 2] });
});

test('with padding (F − 1) / 2 and single steps the length stays', () => {
  for (const kernel of [1, 3, 5, 7]) {
    const pads = Array<number>(4).fill((kernel - 1) / 2);
    expect(lengthOf(pool(9, kernel, { pads }))).toBe(9);
  }
});

test('a dilated window spans its holes', () => {
  const graph = pool(9, 3, { dilations: [2, 2] });
  expect(windowOf(graph).reach).toEqual([5, 5]);
  expect(lengthOf(graph)).toBe(5);
});

test('rounded up, a last window that would begin behind the input is left out', () => {
  // (4 − 1) / 2 = 1.5: three windows, of which the third would begin at 4.
  expect(lengthOf(pool(4, 1, { strides: [2, 2], ceil_mode: 1 }))).toBe(2);
});

test('SAME makes ⌈length / stride⌉; the odd row of padding goes behind (UPPER) or before (LOWER)', () => {
  const upper = pool(8, 3, { strides: [2, 2], auto_pad: 'SAME_UPPER' });
  const lower = pool(8, 3, { strides: [2, 2], auto_pad: 'SAME_LOWER' });
  expect([lengthOf(upper), lengthOf(lower)]).toEqual([4, 4]);
  expect(windowOf(upper)).toMatchObject({ before: [0, 0], after: [1, 1] });
  expect(windowOf(lower)).toMatchObject({ before: [1, 1], after: [0, 0] });
});

test('every row of the padded input is read, unread or outside, for all small windows', () => {
  for (let length = 3; length <= 9; length++)
    for (let kernel = 1; kernel <= 3; kernel++)
      for (let stride = 1; stride <= 4; stride++)
        for (const ceil_mode of [0, 1]) {
          const { output, reach, unread, overhang } = windowOf(
            pool(length, kernel, { strides: [stride, stride], ceil_mode }),
          );
          const covered = (output[0]! - 1) * stride + reach[0]!;
          expect(covered + unread[0]! - overhang[0]!).toBe(length);
          expect(unread[0]!).toBeLessThan(stride);
          expect(overhang[0]!).toBeLessThan(Math.max(stride, kernel));
        }
});

describe('what does not fit is refused with a reason', () => {
  test('a window that is larger than the padded input', () => {
    expect(() => lengthOf(pool(5, 7))).toThrow('the window 7×7 is larger than the padded input 5×5');
    expect(() => lengthOf(pool(3, 3, { dilations: [2, 2] }))).toThrow('the window 5×5 is larger');
  });

  test('channels that do not fit the kernel', () => {
    expect(() => shapesOf(conv([1, 4, 8, 8], [6, 3, 3, 3]))).toThrow(
      'a kernel of 3 channels in 1 groups does not fit an input of 4 channels',
    );
    expect(() => shapesOf(conv([1, 4, 8, 8], [5, 2, 3, 3], { group: 2 }))).toThrow('cannot be shared out');
  });

  test('a window of the wrong number of axes, a stride of 0, padding below 0', () => {
    expect(() => lengthOf(pool(5, 3, { kernel_shape: [3] }))).toThrow(
      'kernel_shape speaks of 1 axes where there are 2',
    );
    expect(() => lengthOf(pool(5, 3, { strides: [0, 1] }))).toThrow('is less than 1');
    expect(() => lengthOf(pool(5, 3, { pads: [-1, 0, 0, 0] }))).toThrow('its padding is negative');
    expect(() => lengthOf(pool(10, 1, { strides: [4, 4], auto_pad: 'SAME_UPPER' }))).not.toThrow();
    expect(() => lengthOf(pool(12, 1, { strides: [4, 4], auto_pad: 'SAME_UPPER' }))).toThrow('its padding is negative');
  });
});
