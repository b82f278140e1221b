import { intAttribute } from '../graph/attributes.ts';
import { elements, type Node } from '../graph/graph.ts';
import { numbersOf, tensorFrom } from '../graph/tensor.ts';
import type { Op, OpContext, Shaped } from './define.ts';

/** An axis counted from the front; ONNX counts from the back below 0. */
export const fromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/**
 * The axes that a Reduce operator works along, counted from the front.
 *
 * @param axes  its input; null where left out. Without axes it works along all, or along none where the node says so.
 */
export function reducedAxes(node: Node, rank: number, axes: readonly number[] | null): readonly number[] {
  if (axes !== null && axes.length > 0) return axes.map((axis) => fromFront(axis, rank));
  const isNone = intAttribute(node, 'noop_with_empty_axes', 0) === 1;
  return isNone ? [] : Array.from({ length: rank }, (_, axis) => axis);
}

/** Lengths with 1 along the axes that are gone. */
export const keptDims = (dims: readonly number[], axes: readonly number[]): readonly number[] =>
  dims.map((length, axis) => (axes.includes(axis) ? 1 : length));

/**
 * An operator that makes one number of all that lie along some axes.
 *
 * @param compute  what it makes of them, for shape arithmetic
 */
export function reduction(compute?: (numbers: readonly number[]) => number): Op {
  const op: Op = {
    inputs: ['data', 'axes'],
    outputs: ['reduced'],
    shape: (context) => {
      const { dtype, dims } = context.input('data');
      const axes = axesOf(context);
      if (axes.some((axis) => !(axis in dims))) context.refuse(`[${dims.join(', ')}] has no axes [${axes.join(', ')}]`);
      const isKept = intAttribute(context.node, 'keepdims', 1) === 1;
      return [{ dtype, dims: isKept ? keptDims(dims, axes) : dims.filter((_, axis) => !axes.includes(axis)) }];
    },
  };
  return compute ? { ...op, fold: (context, [output]) => foldReduction(context, output, compute) } : op;
}

const axesOf = ({ node, input, has, ints }: OpContext): readonly number[] =>
  reducedAxes(node, input('data').dims.length, has('axes') ? ints('axes') : null);

function foldReduction(
  context: OpContext,
  output: Shaped | undefined,
  compute: (numbers: readonly number[]) => number,
) {
  const tensor = context.known('data');
  const numbers = tensor && numbersOf(tensor);
  if (!output || !numbers) return null;
  const { dims } = context.input('data');
  const axes = axesOf(context);
  const groups = Array.from({ length: elements(output.dims) }, (): number[] => []);
  numbers.forEach((value, flat) => groups[groupOf(flat, dims, axes)]?.push(value));
  return [tensorFrom('', output.dtype, output.dims, groups.map(compute))];
}

/** Where the number at a place of the operand goes in the result. */
function groupOf(flat: number, dims: readonly number[], axes: readonly number[]): number {
  let [rest, group, step] = [flat, 0, 1];
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const length = dims[axis] ?? 1;
    if (!axes.includes(axis)) {
      group += (rest % length) * step;
      step *= length;
    }
    rest = Math.floor(rest / length);
  }
  return group;
}
