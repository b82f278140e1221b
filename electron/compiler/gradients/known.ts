import type { Tensor } from '../graph/graph.ts';
import { numbersOf } from '../graph/tensor.ts';
import type { GradientContext } from './define.ts';

/** The numbers of an input that the shape rule demanded to be known; null where it is left out. */
export function numbersIn({ has, input, known }: GradientContext, formal: string): readonly number[] | null {
  const tensor: Tensor | null = has(formal) ? known(input(formal)) : null;
  return tensor && numbersOf(tensor);
}
