import { expect, test } from 'vitest';
import {
  countCost,
  differentiate,
  Emit,
  floatTensor,
  graphOf,
  shapesOf,
  tensorValue,
  type AttributeInput,
  type Graph,
} from '../../../../electron/compiler/index.ts';

type Attributes = Readonly<Record<string, AttributeInput>>;

/** Two boxes of a map [1, 3, 8, 8]. */
function aligning(attributes: Attributes, boxes: readonly number[] | null = null): Graph {
  const emit = new Emit(null);
  const rois = boxes ? emit.constant(floatTensor('boxes', [2, 4], boxes)) : 'rois';
  emit.op(
    'RoiAlign',
    ['X', rois, 'pictures'],
    { output_height: 2, output_width: 4, ...attributes },
    { outputs: ['Y'] },
  );
  const inputs = [
    tensorValue('X', 'float32', [1, 3, 8, 8]),
    ...(boxes ? [] : [tensorValue('rois', 'float32', [2, 4])]),
    tensorValue('pictures', 'int64', [2]),
    tensorValue('dY', 'float32', [2, 3, 2, 4]),
  ];
  return graphOf('aligning', emit, inputs, [{ name: 'Y', type: null }]);
}

const gradientOf = (graph: Graph): readonly number[] =>
  shapesOf(differentiate(graph, { of: 'Y', wrt: ['X'], seed: 'dY' }).graph).dims('X/gradient');

test('the gradient of RoiAlign is refused where its samples hang on boxes that nobody knows, in words that say so', () => {
  const sentence = 'No gradient is known for RoiAlign of sampling_ratio 0 at "Y".';
  expect(() => gradientOf(aligning({ sampling_ratio: 0 }))).toThrow(sentence);
  expect(gradientOf(aligning({ sampling_ratio: 2 }))).toEqual([1, 3, 8, 8]);
  expect(gradientOf(aligning({ sampling_ratio: 0 }, [0, 0, 4, 4, 1, 2, 9, 7]))).toEqual([1, 3, 8, 8]);
});

test('the gradient of the largest share is refused', () => {
  const sentence = 'No gradient is known for RoiAlign of mode max at "Y".';
  expect(() => gradientOf(aligning({ sampling_ratio: 2, mode: 'max' }))).toThrow(sentence);
});

test('a box as wide as a file can claim is refused before its samples are listed', () => {
  expect(() => gradientOf(aligning({}, [0, 0, 4, 4, 0, 0, 1e30, 7]))).toThrow('would need a table of');
});

test('each sample costs four multiplications with addition', () => {
  expect(countCost(aligning({ sampling_ratio: 2 })).multiplyAdds).toBe(2 * 3 * (2 * 4) * (2 * 2) * 4);
});

test.each<readonly [Attributes, string]>([
  [{ mode: 'median' }, 'there is no mode median'],
  [{ coordinate_transformation_mode: 'asymmetric' }, 'there is no coordinate_transformation_mode asymmetric'],
  [{ output_width: 0 }, 'it divides a box into 2 × 0 bins'],
  [{ sampling_ratio: -1 }, 'it takes -1 samples of a bin'],
])('a RoiAlign that cannot be is refused: %o', (attributes, reason) => {
  expect(() => shapesOf(aligning(attributes))).toThrow(reason);
});
