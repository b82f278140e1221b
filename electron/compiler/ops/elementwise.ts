import { elements, type Tensor } from '../graph/graph.ts';
import { numbersOf, tensorFrom } from '../graph/tensor.ts';
import { broadcastAll } from './broadcast.ts';
import type { DType } from '../graph/dtype.ts';
import type { Op, OpContext, Shaped } from './define.ts';

/** An operator of one input that keeps its shape and type. */
export const unary: Op = { inputs: ['X'], outputs: ['Y'], shape: ({ input }) => [input('X')] };

/** The same for operators whose input and output ONNX calls just that. */
export const inputToOutput: Op = { inputs: ['input'], outputs: ['output'], shape: ({ input }) => [input('input')] };

/** With shape arithmetic: what the operator does to the numbers of all its inputs at one place. */
export const folding = (op: Op, compute: (numbers: readonly number[]) => number): Op => ({
  ...op,
  fold: (context, [output]) => foldElementwise(context, output, compute),
});

/**
 * An operator of two inputs that are broadcast to each other.
 *
 * @param compute  what it does to two numbers, for shape arithmetic
 * @param dtype    of the result; that of A where absent
 */
export function binary(compute: (a: number, b: number, dtype: DType) => number, dtype?: DType): Op {
  return {
    inputs: ['A', 'B'],
    outputs: ['C'],
    shape: (context) => [broadcastShape(context, dtype, ['A', 'B'])],
    fold: (context, [output]) =>
      foldElementwise(context, output, ([a = 0, b = 0]) => compute(a, b, context.input('A').dtype)),
  };
}

/**
 * The shape that all inputs are broadcast to.
 *
 * @param formals  inputs that must be there
 */
export function broadcastShape(context: OpContext, dtype?: DType, formals: readonly string[] = []): Shaped {
  for (const formal of formals) context.input(formal);
  const inputs = context.inputs.map((input) => input ?? context.refuse('one of its inputs is left out'));
  const dims = broadcastAll(inputs.map((input) => input.dims));
  const first = inputs[0] ?? context.refuse('it has no input');
  if (dims) return { dtype: dtype ?? first.dtype, dims };
  const shapes = [...new Set(inputs.map((input) => `[${input.dims.join(', ')}]`))].slice(0, 3);
  return context.refuse(`${shapes.join(' and ')} cannot be broadcast to each other`);
}

/** The result where every input is known; null where one is not. */
export function foldElementwise(
  { inputs, knownAt }: OpContext,
  output: Shaped | undefined,
  compute: (numbers: readonly number[]) => number,
): readonly Tensor[] | null {
  const known = inputs.map((_, i) => knownAt(i));
  if (!output || known.some((tensor) => tensor === null)) return null;
  const operands = known.flatMap((tensor) => (tensor ? [{ dims: tensor.dims, numbers: numbersOf(tensor) ?? [] }] : []));
  const strides = operands.map(({ dims }) => stridesTo(dims, output.dims));
  const values = Array.from({ length: elements(output.dims) }, (_, flat) =>
    compute(operands.map(({ numbers }, i) => numbers[offsetOf(flat, output.dims, strides[i] ?? [])] ?? 0)),
  );
  return [tensorFrom('', output.dtype, output.dims, values)];
}

/** Steps in memory per axis of the result; 0 along repeated axes. */
function stridesTo(from: readonly number[], to: readonly number[]): number[] {
  const strides = Array<number>(to.length).fill(0);
  let step = 1;
  for (let axis = from.length - 1; axis >= 0; axis--) {
    const length = from[axis] ?? 1;
    if (length !== 1) strides[to.length - from.length + axis] = step;
    step *= length;
  }
  return strides;
}

function offsetOf(flat: number, dims: readonly number[], strides: readonly number[]): number {
  let rest = flat;
  let offset = 0;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const length = dims[axis] ?? 1;
    offset += (rest % length) * (strides[axis] ?? 0);
    rest = Math.floor(rest / length);
  }
  return offset;
}
