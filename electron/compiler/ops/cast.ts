import { intAttribute } from '../graph/attributes.ts';
import { dtypeOfCode, type DType } from '../graph/dtype.ts';
import type { Tensor } from '../graph/graph.ts';
import { numbersOf, tensorFrom } from '../graph/tensor.ts';
import type { Op } from './define.ts';

// Numbers in another type.

export const Cast: Op = {
  inputs: ['input'],
  outputs: ['output'],
  shape: ({ node, input, refuse }) => {
    const code = intAttribute(node, 'to', 0);
    return [{ dtype: dtypeOfCode(code) ?? refuse(`there is no type ${code}`), dims: input('input').dims }];
  },
  fold: ({ known }, [output]) => (output ? converted(known('input'), output.dtype) : null),
};

export const CastLike: Op = {
  inputs: ['input', 'target_type'],
  outputs: ['output'],
  shape: ({ input }) => [{ dtype: input('target_type').dtype, dims: input('input').dims }],
  fold: ({ known }, [output]) => (output ? converted(known('input'), output.dtype) : null),
};

const exact: readonly DType[] = ['int64', 'int32', 'float32', 'float64', 'bool'];

/** null for types in which a run may round otherwise. */
function converted(tensor: Tensor | null, to: DType): readonly Tensor[] | null {
  const numbers = tensor && exact.includes(to) ? numbersOf(tensor) : null;
  return tensor && numbers?.every(Number.isFinite) ? [tensorFrom('', to, tensor.dims, numbers)] : null;
}
