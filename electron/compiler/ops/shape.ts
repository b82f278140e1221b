import { intAttribute } from '../graph/attributes.ts';
import { dtypeOfCode } from '../graph/dtype.ts';
import { elements, type Node, type Tensor } from '../graph/graph.ts';
import { floatTensor, intTensor, numbersOf, tensorFrom, tensorOf } from '../graph/tensor.ts';
import type { Op, OpContext } from './define.ts';
import { indexOf } from './rearrange.ts';

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

/** start, start + delta, … before limit. */
export const Range: Op = {
  inputs: ['start', 'limit', 'delta'],
  outputs: ['output'],
  shape: (context) => {
    const [start = 0, limit = 0, delta = 0] = rangeOf(context);
    if (delta === 0) context.refuse('its delta is 0');
    return [{ dtype: context.input('start').dtype, dims: [Math.max(0, Math.ceil((limit - start) / delta))] }];
  },
  fold: (context, [output]) => {
    const [start = 0, , delta = 0] = rangeOf(context);
    if (!output || output.dtype === 'float16') return null;
    const numbers = Array.from({ length: elements(output.dims) }, (_, i) => start + i * delta);
    return [tensorFrom('', output.dtype, output.dims, numbers)];
  },
};

const rangeOf = ({ ints }: OpContext): readonly number[] =>
  ['start', 'limit', 'delta'].map((formal) => ints(formal)[0] ?? 0);

/** 1 on the k-th diagonal of a matrix of the shape of the input, 0 elsewhere. */
export const EyeLike: Op = {
  inputs: ['input'],
  outputs: ['output'],
  shape: ({ node, input, refuse }) => {
    const { dtype, dims } = input('input');
    if (dims.length !== 2) refuse('its input is no matrix');
    return [{ dtype: dtypeOfCode(intAttribute(node, 'dtype', 0)) ?? dtype, dims }];
  },
};

/** [rank, count]: the places of all numbers that are not 0; how many depends on the numbers. */
export const NonZero: Op = {
  inputs: ['X'],
  outputs: ['Y'],
  shape: (context) => {
    const places = placesNotZero(context);
    return [{ dtype: 'int64', dims: [context.input('X').dims.length, places.length] }];
  },
  fold: (context, [output]) => {
    const places = placesNotZero(context);
    const { dims } = context.input('X');
    return output
      ? [
          intTensor(
            '',
            output.dims,
            dims.flatMap((_, axis) => places.map((place) => place[axis] ?? 0)),
          ),
        ]
      : null;
  },
};

function placesNotZero({ input, ints }: OpContext): readonly (readonly number[])[] {
  const { dims } = input('X');
  return ints('X').flatMap((value, flat) => (value === 0 ? [] : [indexOf(flat, dims)]));
}
