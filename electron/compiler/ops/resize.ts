import { stringAttribute } from '../graph/attributes.ts';
import { numbersOf } from '../graph/tensor.ts';
import { axesOf } from './axis.ts';
import type { Op, OpContext } from './define.ts';
import { namedByResize, resizedAxes, type ResizeInputs } from './resizing.ts';

/** Shows X on another grid: `scales` says how much finer each axis becomes, or `sizes` how long. */
export const Resize: Op = {
  inputs: ['X', 'roi', 'scales', 'sizes'],
  outputs: ['Y'],
  shape: (context) => {
    const { dtype, dims } = context.input('X');
    const mode = stringAttribute(context.node, 'mode', 'nearest');
    if (!['nearest', 'linear', 'cubic'].includes(mode)) context.refuse(`there is no mode ${mode}`);
    const resized = resizedAxes(context.node, dims, inputsOf(context));
    const lengths = new Map(resized.map(({ axis, to }) => [axis, to] as const));
    return [{ dtype, dims: dims.map((length, axis) => lengths.get(axis) ?? length) }];
  },
};

function inputsOf(context: OpContext): ResizeInputs {
  const { node, input, refuse } = context;
  const [roi, scales, sizes] = [numbers(context, 'roi'), numbers(context, 'scales'), numbers(context, 'sizes')];
  const rank = input('X').dims.length;
  const axes = axesOf(context, namedByResize(node, rank), rank);
  const given = scales ?? sizes ?? refuse('it has neither scales nor sizes');
  if (scales && sizes) refuse('it has both scales and sizes');
  if (scales?.some((scale) => !(scale > 0 && scale < Infinity))) refuse('a scale is not above 0');
  if (given.length !== axes.length) refuse(`it has ${given.length} scales or sizes for ${axes.length} axes`);
  return { scales, sizes, roi };
}

/** An empty tensor stands for an input that is left out. */
function numbers({ has, known, ints }: OpContext, formal: string): readonly number[] | null {
  const tensor = has(formal) ? known(formal) : null;
  const given = tensor ? numbersOf(tensor) : has(formal) ? ints(formal) : null;
  return given && given.length > 0 ? given : null;
}
