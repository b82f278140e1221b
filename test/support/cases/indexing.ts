import { attributeOf } from '../../../electron/compiler/index.ts';
import { forEachIndex, type Tensor64 } from '../../../electron/reference/index.ts';
import { known, oneNode, type CaseMaker, type OpCase } from './define.ts';
import type { Draw } from './draw.ts';
import { fromEitherEnd, ints, shuffled, someDims } from './movement.ts';

/** Lengths of which none but that of `axis` is longer than those of the data. */
const within = (draw: Draw, dims: readonly number[], axis: number, most = dims[axis] ?? 1): number[] =>
  dims.map((length, i) => draw.int(1, i === axis ? most : length));

/** Places along `axis` of which no two in one line are the same, counted from either end. */
function distinctPlaces(draw: Draw, dims: readonly number[], axis: number, length: number): Tensor64 {
  const order = shuffled(draw, length);
  const places: number[] = [];
  forEachIndex(dims, (index) => {
    const others = index.reduce((sum, at, i) => (i === axis ? sum : sum + at), 0);
    places.push(fromEitherEnd(draw, order[(index[axis]! + others) % length]!, length));
  });
  return ints(places, dims);
}

function scatterElements(draw: Draw, reduction: 'none' | 'add'): OpCase {
  const dims = someDims(draw);
  const axis = draw.int(0, dims.length - 1);
  const length = dims[axis]!;
  const counts = within(draw, dims, axis);
  const places =
    reduction === 'add' ? draw.ints(counts, -length, length - 1) : distinctPlaces(draw, counts, axis, length);
  const attributes = { axis: fromEitherEnd(draw, axis, dims.length), reduction: attributeOf(reduction) };
  const inputs = { data: draw.floats(dims), indices: places, updates: draw.floats(counts) };
  return oneNode('ScatterElements', inputs, { attributes });
}

function scatterND(draw: Draw, reduction: 'none' | 'add'): OpCase {
  const dims = someDims(draw);
  const named = draw.int(1, dims.length);
  const blocks = dims.slice(0, named).reduce((a, b) => a * b, 1);
  const count = draw.int(1, blocks);
  const blockNumbers =
    reduction === 'add' ? Array.from({ length: count }, () => draw.int(0, blocks - 1)) : shuffled(draw, blocks);
  const places = blockNumbers.slice(0, count).flatMap((block) => {
    let rest = block;
    const index = dims
      .slice(0, named)
      .toReversed()
      .map((length) => {
        const at = rest % length;
        rest = (rest - at) / length;
        return fromEitherEnd(draw, at, length);
      });
    return index.toReversed();
  });
  const updates = draw.floats([count, ...dims.slice(named)]);
  const inputs = { data: draw.floats(dims), indices: ints(places, [count, named]), updates };
  return oneNode('ScatterND', inputs, { attributes: { reduction: attributeOf(reduction) } });
}

export const cases: readonly CaseMaker[] = [
  {
    op: 'Gather',
    what: 'any axis, indices that repeat and count from either end',
    linear: true,
    draw: (draw) => {
      const dims = someDims(draw);
      const axis = draw.int(0, dims.length - 1);
      const indices = draw.ints(someDims(draw, 0, 2), -dims[axis]!, dims[axis]! - 1);
      const attributes = { axis: fromEitherEnd(draw, axis, dims.length) };
      return oneNode('Gather', { data: draw.floats(dims), indices }, { attributes });
    },
  },
  {
    op: 'OneHot',
    what: 'any axis, some indices outside',
    draw: (draw) => {
      const dims = someDims(draw, 1, 3);
      const depth = draw.int(1, 5);
      const attributes = { axis: draw.int(-dims.length - 1, dims.length) };
      const indices = draw.ints(dims, -depth - 1, depth);
      return oneNode('OneHot', { indices, depth: known(ints([depth], [])), values: draw.floats([2]) }, { attributes });
    },
  },
  {
    op: 'GatherElements',
    what: 'any axis, indices that repeat and count from either end',
    linear: true,
    draw: (draw) => {
      const dims = someDims(draw);
      const axis = draw.int(0, dims.length - 1);
      const indices = draw.ints(within(draw, dims, axis, 5), -dims[axis]!, dims[axis]! - 1);
      const attributes = { axis: fromEitherEnd(draw, axis, dims.length) };
      return oneNode('GatherElements', { data: draw.floats(dims), indices }, { attributes });
    },
  },
  {
    op: 'GatherND',
    what: 'any number of batch axes and of axes named',
    linear: true,
    draw: (draw) => {
      const dims = someDims(draw, 2, 4);
      const batch = draw.int(0, dims.length - 1);
      const named = draw.int(1, dims.length - batch);
      const rows = [...dims.slice(0, batch), ...someDims(draw, batch === 0 ? 1 : 0, 2)];
      const places = Array.from({ length: rows.reduce((a, b) => a * b, 1) }, () =>
        dims.slice(batch, batch + named).map((length) => draw.int(-length, length - 1)),
      );
      const indices = ints(places.flat(), [...rows, named]);
      return oneNode('GatherND', { data: draw.floats(dims), indices }, { attributes: { batch_dims: batch } });
    },
  },
  { op: 'ScatterElements', what: 'written over', draw: (draw) => scatterElements(draw, 'none') },
  { op: 'ScatterElements', what: 'added up', draw: (draw) => scatterElements(draw, 'add') },
  { op: 'ScatterND', what: 'written over', draw: (draw) => scatterND(draw, 'none') },
  { op: 'ScatterND', what: 'added up', draw: (draw) => scatterND(draw, 'add') },
];
