import { intAttribute } from '../graph/attributes.ts';
import { elements, type Node, type Tensor } from '../graph/graph.ts';
import { floatTensor, intTensor, numbersOf, tensorFrom, tensorOf } from '../graph/tensor.ts';
import type { Op, OpContext } from './define.ts';

// Operators that ask for lengths or make constants.

/** The lengths of data; `start` and `end` cut out some of the axes. */
export const Shape: Op = {
  inputs: ['data'],
  outputs: ['shape'],
  shape: (context) => [{ dtype: 'int64', dims: [lengthsOf(context).length] }],
  fold: (context) => {
    const lengths = lengthsOf(context);
    return [intTensor('', [lengths.length], lengths)];
  },
};

/** JavaScript's slice counts and clamps as ONNX prescribes. */
const lengthsOf = ({ node, input }: OpContext): readonly number[] =>
  input('data').dims.slice(intAttribute(node, 'start', 0), intAttribute(node, 'end', input('data').dims.length));

/** The number of elements. */
export const Size: Op = {
  inputs: ['data'],
  outputs: ['size'],
  shape: () => [{ dtype: 'int64', dims: [] }],
  fold: ({ input }) => [intTensor('', [], [elements(input('data').dims)])],
};

export const Constant: Op = {
  inputs: [],
  outputs: ['output'],
  shape: ({ node, refuse }) =>
    [constantOf(node) ?? refuse('it holds no numbers')].map(({ dtype, dims }) => ({ dtype, dims })),
  fold: ({ node }) => {
    const tensor = constantOf(node);
    return tensor ? [tensor] : null;
  },
};

/** The tensor in whichever attribute the node has; null where it holds text or is sparse. */
function constantOf({ attributes }: Node): Tensor | null {
  const given = Object.entries(attributes).find(([name]) => name.startsWith('value'))?.[1];
  if (given?.kind === 'tensor') return given.value;
  if (given?.kind === 'float') return floatTensor('', [], [given.value]);
  if (given?.kind === 'floats') return floatTensor('', [given.value.length], given.value);
  if (given?.kind === 'int') return tensorOf('', 'int64', [], BigInt64Array.of(given.value));
  if (given?.kind === 'ints') return tensorOf('', 'int64', [given.value.length], BigInt64Array.from(given.value));
  return null;
}

export const ConstantOfShape: Op = {
  inputs: ['input'],
  outputs: ['output'],
  shape: ({ node, ints }) => {
    const value = node.attributes['value'];
    return [{ dtype: value?.kind === 'tensor' ? value.value.dtype : 'float32', dims: ints('input') }];
  },
  fold: ({ node }, [output]) => {
    const value = node.attributes['value'];
    const [number] = value?.kind === 'tensor' ? (numbersOf(value.value) ?? []) : [0];
    if (!output || number === undefined) return null;
    return [tensorFrom('', output.dtype, output.dims, Array<number>(elements(output.dims)).fill(number))];
  },
};
