import { binary, broadcastShape } from './elementwise.ts';
import type { Op } from './define.ts';

export const Greater = binary((a, b) => Number(a > b), 'bool');

export const Where: Op = {
  inputs: ['condition', 'X', 'Y'],
  outputs: ['output'],
  shape: (context) => [broadcastShape(context, context.input('X').dtype)],
};
