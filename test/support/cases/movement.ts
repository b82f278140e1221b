import { tensor64, type Tensor64 } from '../../../electron/reference/index.ts';
import { known, oneNode, type CaseMaker } from './define.ts';
import type { Draw } from './draw.ts';

export const ints = (values: readonly number[], dims: readonly number[] = [values.length]): Tensor64 =>
  tensor64(dims, values, 'int64');

/** Lengths of a small tensor. */
export const someDims = (draw: Draw, fewest = 1, most = 4): number[] =>
  Array.from({ length: draw.int(fewest, most) }, () => draw.int(1, 4));

/** The same axis, counted from either end. */
export const fromEitherEnd = (draw: Draw, axis: number, rank: number): number =>
  draw.rng() < 0.5 ? axis : axis - rank;

export function shuffled(draw: Draw, count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = draw.int(0, i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

export const cases: readonly CaseMaker[] = [
  {
    op: 'Identity',
    what: 'any shape',
    linear: true,
    draw: (draw) => oneNode('Identity', { input: draw.floats(someDims(draw, 0)) }),
  },
  {
    op: 'Reshape',
    what: 'a length kept by 0 and one left open',
    linear: true,
    draw: (draw) => {
      const [a, b, c] = [draw.int(1, 4), draw.int(1, 4), draw.int(1, 4)];
      const shape = draw.pick([[0, -1], [-1], [c, a, b], [0, 1, -1, b], [a * b, c, 1]]);
      return oneNode('Reshape', { data: draw.floats([a, b, c]), shape: known(ints(shape)) });
    },
  },
  {
    op: 'Reshape',
    what: 'an empty tensor, with allowzero',
    draw: (draw) => {
      const shape = known(ints([draw.int(1, 4), 0, draw.int(1, 4)]));
      return oneNode('Reshape', { data: draw.floats([0, 3]), shape }, { attributes: { allowzero: 1 } });
    },
  },
  {
    op: 'Flatten',
    what: 'at any axis',
    linear: true,
    draw: (draw) => {
      const dims = someDims(draw);
      const attributes = { axis: draw.int(-dims.length, dims.length) };
      return oneNode('Flatten', { input: draw.floats(dims) }, { attributes });
    },
  },
  {
    op: 'Squeeze',
    what: 'the axes named, or all of length 1',
    linear: true,
    draw: (draw) => {
      const dims = someDims(draw).map((length) => (draw.rng() < 0.5 ? 1 : length));
      const axes = dims.flatMap((length, axis) => (length === 1 ? [fromEitherEnd(draw, axis, dims.length)] : []));
      const named = draw.rng() < 0.7 ? { axes: known(ints(axes.slice(0, draw.int(0, axes.length)))) } : {};
      return oneNode('Squeeze', { data: draw.floats(dims), ...named });
    },
  },
  {
    op: 'Unsqueeze',
    what: 'any axes, in any order',
    linear: true,
    draw: (draw) => {
      const dims = someDims(draw, 0, 3);
      const rank = dims.length + draw.int(1, 3);
      const axes = shuffled(draw, rank).slice(0, rank - dims.length);
      const named = axes.map((axis) => fromEitherEnd(draw, axis, rank));
      return oneNode('Unsqueeze', { data: draw.floats(dims), axes: known(ints(named)) });
    },
  },
  {
    op: 'Transpose',
    what: 'any permutation, or all axes reversed',
    linear: true,
    draw: (draw) => {
      const dims = someDims(draw);
      const attributes = draw.rng() < 0.7 ? { perm: shuffled(draw, dims.length) } : {};
      return oneNode('Transpose', { data: draw.floats(dims) }, { attributes });
    },
  },
  {
    op: 'Expand',
    what: 'in front and along axes of length 1, on either side',
    linear: true,
    draw: (draw) => {
      const dims = someDims(draw).map((length) => (draw.rng() < 0.5 ? 1 : length));
      const to = dims.map((length) => (length === 1 ? draw.int(1, 3) : draw.pick([1, length])));
      const shape = [...someDims(draw, 0, 1), ...to].slice(draw.int(0, 1));
      return oneNode('Expand', { input: draw.floats(dims), shape: known(ints(shape)) });
    },
  },
  {
    op: 'Tile',
    what: 'any repeats',
    linear: true,
    draw: (draw) => {
      const dims = someDims(draw, 1, 3);
      return oneNode('Tile', { input: draw.floats(dims), repeats: known(draw.ints([dims.length], 1, 3)) });
    },
  },
  ...(['DCR', 'CRD'] as const).map((mode): CaseMaker => ({
    op: 'DepthToSpace',
    what: mode,
    linear: true,
    draw: (draw) => {
      const blocksize = draw.int(1, 3);
      const dims = [draw.int(1, 2), draw.int(1, 3) * blocksize ** 2, draw.int(1, 3), draw.int(1, 3)];
      return oneNode('DepthToSpace', { input: draw.floats(dims) }, { attributes: { blocksize, mode } });
    },
  })),
  {
    op: 'SpaceToDepth',
    what: 'any blocks',
    linear: true,
    draw: (draw) => {
      const blocksize = draw.int(1, 3);
      const dims = [draw.int(1, 2), draw.int(1, 3), draw.int(1, 3) * blocksize, draw.int(1, 3) * blocksize];
      return oneNode('SpaceToDepth', { input: draw.floats(dims) }, { attributes: { blocksize } });
    },
  },
  {
    op: 'Trilu',
    what: 'either triangle, from any diagonal',
    linear: true,
    draw: (draw) => {
      const diagonal = draw.rng() < 0.6 ? { k: known(ints([draw.int(-4, 4)], [])) } : {};
      const attributes = { upper: draw.int(0, 1) };
      return oneNode('Trilu', { input: draw.floats(someDims(draw, 2, 3)), ...diagonal }, { attributes });
    },
  },
];
