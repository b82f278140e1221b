import type { Kernel } from '../call.ts';
import { binary, zip } from './elementwise.ts';

export const Greater = binary((a, b) => Number(a > b), 'bool');

export const Where: Kernel = (call) => {
  const [condition, x, y] = [call.input(0), call.input(1), call.input(2)];
  return [zip([condition, x, y], x.dtype, ([c, a = 0, b = 0]) => (c ? a : b))];
};
