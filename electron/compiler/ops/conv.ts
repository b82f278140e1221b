import { intAttribute, intsAttribute } from '../graph/attributes.ts';
import { elements } from '../graph/graph.ts';
import type { Op, OpContext } from './define.ts';
import { fitted, transposedWindowOf, windowOf } from './window.ts';

// Y[n, m] = sum over c of X[n, c] ⋆ W[m, c], plus B[m], in g groups of channels:
//
//   Conv           X [N, gC, H, W]   W [gM, C, kH, kW]   B [gM]   Y [N, gM, H', W']
//   ConvTranspose  X [N, gC, H, W]   W [gC, M, kH, kW]   B [gM]   Y [N, gM, H', W'], the adjoint of a Conv
//
// with any number of spatial axes.

export const Conv: Op = {
  inputs: ['X', 'W', 'B'],
  outputs: ['Y'],
  shape: (context) => {
    const { node, input, refuse } = context;
    const [x, w] = [input('X'), input('W')];
    const [channels = 0, perGroup = 0] = [x.dims[1], w.dims[1]];
    const [maps = 0, group] = [w.dims[0], groupOf(context)];
    if (perGroup * group !== channels)
      refuse(`a kernel of ${perGroup} channels in ${group} groups does not fit an input of ${channels} channels`);
    if (maps % group !== 0) refuse(`${maps} kernels cannot be shared out among ${group} groups`);
    checkBias(context, maps);
    const window = fitted(windowOf(node, x.dims, kernelOf(context)), node, refuse);
    return [{ dtype: x.dtype, dims: [x.dims[0] ?? 0, maps, ...window.output] }];
  },
  // Each element of Y is a product with one whole kernel.
  multiplyAdds: ({ input }, [y]) => elements(y?.dims ?? [0]) * elements(input('W').dims.slice(1)),
};

export const ConvTranspose: Op = {
  inputs: ['X', 'W', 'B'],
  outputs: ['Y'],
  shape: (context) => {
    const { node, input, refuse } = context;
    const [x, w] = [input('X'), input('W')];
    const [channels = 0, group] = [x.dims[1], groupOf(context)];
    const maps = (w.dims[1] ?? 0) * group;
    if (w.dims[0] !== channels || channels % group !== 0)
      refuse(`a kernel for ${w.dims[0]} channels in ${group} groups does not fit an input of ${channels} channels`);
    checkBias(context, maps);
    const window = transposedWindowOf(node, x.dims, kernelOf(context));
    fitted({ ...window, output: window.input }, node, refuse);
    return [{ dtype: x.dtype, dims: [x.dims[0] ?? 0, maps, ...window.input] }];
  },
  // Each element of X is spread with one whole kernel.
  multiplyAdds: ({ input }) => elements(input('X').dims) * elements(input('W').dims.slice(1)),
};

function groupOf({ node, refuse }: OpContext): number {
  const group = intAttribute(node, 'group', 1);
  return group >= 1 ? group : refuse('it has no group');
}

function kernelOf({ node, input, refuse }: OpContext): readonly number[] {
  const [x, w] = [input('X').dims, input('W').dims];
  if (x.length < 3 || w.length !== x.length)
    refuse(`an input [${x.join(', ')}] and a kernel [${w.join(', ')}] need as many axes, three at least`);
  const said = intsAttribute(node, 'kernel_shape');
  const kernel = w.slice(2);
  if (said && said.join() !== kernel.join()) refuse(`kernel_shape says ${said.join('×')} of ${kernel.join('×')} taps`);
  return kernel;
}

function checkBias({ has, input, refuse }: OpContext, maps: number): void {
  if (!has('B')) return;
  const { dims } = input('B');
  if (dims.length !== 1 || dims[0] !== maps) refuse(`a bias [${dims.join(', ')}] does not fit ${maps} channels`);
}
