import { phrase } from '../../../../words/index.ts';

// Where a filter can stand on an input, and what that costs.
// Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, section 2.

/** A convolution over a square input; lengths in cells, all of them whole numbers. */
export interface Convolution {
  /** N, a side of the input. */
  readonly input: number;
  /** F, a side of the filter. */
  readonly filter: number;
  /** S, how far the filter moves, from 1. */
  readonly stride: number;
  /** P, cells of zeros around the input. */
  readonly pad: number;
  /** Channels of the input. */
  readonly depth: number;
  /** How many filters: channels of the output. */
  readonly filters: number;
}

/** (N − F + 2P) / S + 1; not a whole number where the stride does not fit. */
export const outputSide = ({ input, filter, stride, pad }: Convolution): number =>
  (input - filter + 2 * pad) / stride + 1;

export const fits = (convolution: Convolution): boolean => {
  const side = outputSide(convolution);
  return Number.isInteger(side) && side >= 1;
};

/** Whole steps along a side: what frameworks make where the stride does not fit. 0: the filter is too large. */
export const positionsAlong = (convolution: Convolution): number => Math.max(0, Math.floor(outputSide(convolution)));

/** Cells at the far edges that no position of the filter reads. */
export const unread = ({ input, filter, stride, pad }: Convolution): number =>
  Math.max(0, input - filter + 2 * pad) % stride;

/** The padding that keeps the size at stride 1; not a whole number where the filter is even. */
export const padThatKeeps = (filter: number): number => (filter - 1) / 2;

/** (F · F · D + 1) · K numbers to learn; the 1 is the bias of each filter. */
export const parametersOf = ({ filter, depth, filters }: Convolution): number =>
  (filter * filter * depth + 1) * filters;

interface Case {
  readonly name: string;
  readonly convolution: Convolution;
}

const small = { input: 7, filter: 3, stride: 1, pad: 0, depth: 1, filters: 1 };
const picture = { input: 32, filter: 5, stride: 1, pad: 0, depth: 3, filters: 1 };

/** The lecture's, in its order. */
export const lectureCases: readonly Case[] = [
  { name: phrase('7 × 7, filter 3 × 3'), convolution: small },
  { name: phrase('The same, stride 2'), convolution: { ...small, stride: 2 } },
  { name: phrase('The same, stride 3'), convolution: { ...small, stride: 3 } },
  { name: phrase('The same, padding 1'), convolution: { ...small, pad: 1 } },
  { name: phrase('32 × 32 × 3, one 5 × 5 filter'), convolution: picture },
  { name: phrase('Six such filters'), convolution: { ...picture, filters: 6 } },
  { name: phrase('Then ten 5 × 5 filters'), convolution: { ...picture, input: 28, depth: 6, filters: 10 } },
  { name: phrase('Ten filters, padding 2'), convolution: { ...picture, pad: 2, filters: 10 } },
];
