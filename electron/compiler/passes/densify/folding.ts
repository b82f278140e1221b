import type { TypedEmit } from '../../graph/typedEmit.ts';
import { foldOf, isAll, pair, type DenseMap, type Pair } from './denseMap.ts';

// Nodes that store the same map in another way; see DenseMap for what a fold is.

/** Folds once more. Rows and columns that do not come out even are filled up with zeros. */
export function folded(emit: TypedEmit, map: DenseMap, fold: Pair): DenseMap {
  if (isAll(fold, 1)) return map;
  const [batch = 1, channels = 1, ...stored] = emit.dims(map.value);
  const places = pair((axis) => Math.ceil((stored[axis] ?? 1) / fold[axis]));
  const missing = pair((axis) => places[axis] * fold[axis] - (stored[axis] ?? 1));
  const even = emit.pad(map.value, [0, 0, 0, 0], [0, 0, ...missing]);
  if (fold[0] === fold[1]) {
    // The same in less than half the time.
    const deep = emit.op('SpaceToDepth', [even], { blocksize: fold[0] });
    const value = emit.reshape(deep, [batch * fold[0] * fold[1], channels, ...places]);
    return { ...map, value, folds: [...map.folds, fold] };
  }
  const dealt = emit.reshape(even, [batch, channels, places[0], fold[0], places[1], fold[1]]);
  const sorted = emit.transpose(dealt, [0, 3, 5, 1, 2, 4]);
  const value = emit.reshape(sorted, [batch * fold[0] * fold[1], channels, ...places]);
  return { ...map, value, folds: [...map.folds, fold] };
}

/** Undoes every fold and cuts off what lies beyond the length. */
export function unfolded(emit: TypedEmit, map: DenseMap): DenseMap {
  let { value } = map;
  for (const fold of map.folds.toReversed()) {
    const [batch = 1, channels = 1, rows = 1, columns = 1] = emit.dims(value);
    const [n, height, width] = [batch / (fold[0] * fold[1]), rows * fold[0], columns * fold[1]];
    if (fold[0] === fold[1]) {
      const deep = emit.reshape(value, [n, fold[0] * fold[1] * channels, rows, columns]);
      value = emit.op('DepthToSpace', [deep], { blocksize: fold[0], mode: 'DCR' });
      continue;
    }
    const dealt = emit.reshape(value, [n, fold[0], fold[1], channels, rows, columns]);
    value = emit.reshape(emit.transpose(dealt, [0, 3, 4, 1, 5, 2]), [n, channels, height, width]);
  }
  return cropped(emit, { ...map, value, folds: [] });
}

/** Folds on until the map is folded by `goal`, a multiple of what it is folded by already. */
export const foldedTo = (emit: TypedEmit, map: DenseMap, goal: Pair): DenseMap => {
  const there = foldOf(map);
  return folded(
    emit,
    map,
    pair((axis) => goal[axis] / there[axis]),
  );
};

/** Cuts off what is stored beyond the length. */
export function cropped(emit: TypedEmit, map: DenseMap): DenseMap {
  const fold = foldOf(map);
  return {
    ...map,
    value: windowed(
      emit,
      map.value,
      [0, 0],
      pair((axis) => Math.ceil(map.length[axis] / fold[axis])),
    ),
  };
}

/** value[.., from : to] along rows and columns, every `step`-th. */
export function windowed(emit: TypedEmit, value: string, from: Pair, to: Pair, step: Pair = [1, 1]): string {
  return [0, 1].reduce((x, i) => {
    const axis = i === 0 ? 0 : 1;
    const length = emit.dims(x)[axis + 2] ?? 1;
    const isWhole = from[axis] === 0 && to[axis] >= length && step[axis] === 1;
    return isWhole ? x : emit.slice(x, axis + 2, from[axis], to[axis], step[axis]);
  }, value);
}

/** Maps stored alike: equally folded, equally long. */
export function aligned(emit: TypedEmit, maps: readonly DenseMap[]): readonly DenseMap[] {
  const product = (map: DenseMap): number => foldOf(map)[0] * foldOf(map)[1];
  const most = maps.reduce((a, b) => (product(b) > product(a) ? b : a));
  const length = pair((axis) => Math.min(...maps.map((map) => map.length[axis])));
  return maps.map((map) => {
    const isAlike = map.folds.join(' ') === most.folds.join(' ');
    const alike = isAlike ? map : most.folds.reduce((x, fold) => folded(emit, x, fold), unfolded(emit, map));
    return cropped(emit, { ...alike, length });
  });
}
