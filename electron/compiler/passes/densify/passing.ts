import { intAttribute, stringAttribute } from '../../graph/attributes.ts';
import { elements } from '../../graph/graph.ts';
import { cutsOf } from '../../ops/cuts.ts';
import { padsOf } from '../../ops/padding.ts';
import type { DenseContext, DenseRule } from './context.ts';
import { foldOf, pair, shiftedMap, spatialOf, type DenseMap } from './denseMap.ts';
import { aligned, windowed } from './folding.ts';
import { padMap } from './window.ts';

// What leaves places where they are, or moves all of them alike.

/** The same node over the maps of its inputs; what is not a map is a constant, the same at every place. */
export const elementwise: DenseRule = (context) => {
  const { node, emit } = context;
  if (node.op === 'Identity' || node.op === 'Dropout') return passed(context);
  const maps = alignedMaps(context);
  const inputs = node.inputs.map((_, position) => maps.get(position)?.value ?? everywhere(context, position));
  return merged([...maps.values()], emit.op(node.op, inputs, node.attributes));
};

const passed = ({ map, numbers, refuse }: DenseContext): DenseMap =>
  (numbers(2)?.[0] ?? 0) === 0 ? map : refuse('it draws at random, as in training');

export const BatchNormalization: DenseRule = (context) => {
  const { node, emit, map, constant, refuse } = context;
  if (intAttribute(node, 'training_mode', 0) === 1) refuse('it normalizes by the statistics of one batch');
  needsPlaces(context);
  const statistics = [1, 2, 3, 4].map(constant);
  return { ...map, value: emit.op(node.op, [map.value, ...statistics], node.attributes) };
};

export const Softmax: DenseRule = (context) => {
  const { node, emit, map, dims, refuse } = context;
  needsPlaces(context);
  const rank = dims(0).length;
  const axis = intAttribute(node, 'axis', -1);
  if ((axis < 0 ? axis + rank : axis) !== 1) refuse('it compares places instead of channels');
  return { ...map, value: emit.op(node.op, [map.value], { axis: 1 }) };
};

export const LogSoftmax = Softmax;

export const Concat: DenseRule = (context) => {
  const { node, emit, output, refuse } = context;
  const axis = intAttribute(node, 'axis', 0);
  if ((axis < 0 ? axis + output.length : axis) !== 1) refuse('it joins other axes than the channels');
  const maps = alignedMaps(context);
  if (maps.size !== node.inputs.length) refuse('it adds channels that are the same in every patch');
  const values = [...maps.values()];
  for (const [position] of maps) needsPlaces(context, position);
  return merged(
    values,
    emit.concat(
      values.map(({ value }) => value),
      1,
    ),
  );
};

/** Patches that begin later: map[q] becomes map[q + start · spacing]. Ends need no cut, as no patch reaches them. */
export const Slice: DenseRule = ({ emit, map, dims, numbers, refuse }) => {
  const cuts = cutsOf(dims(0), numbers(1) ?? [], numbers(2) ?? [], numbers(3), numbers(4));
  const [batch, channels, ...places] = cuts;
  if (dims(0).length !== 4 || !batch || !channels) return refuse('it cuts a value without rows and columns');
  if (batch.count !== dims(0)[0] || cuts.some(({ step }) => step < 1)) return refuse('it turns an axis round');
  const { start, count, step } = channels;
  const isWhole = start === 0 && count === dims(0)[1];
  const chosen = isWhole ? map.value : emit.slice(map.value, 1, start, start + count * step, step);
  const fold = foldOf(map);
  const skipped = pair((axis) => (places[axis]?.start ?? 0) * map.spacing[axis]);
  const from = pair((axis) => skipped[axis] / fold[axis]);
  const value = windowed(emit, chosen, from, [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
  const before = pair((axis) => -skipped[axis]);
  const spacing = pair((axis) => map.spacing[axis] * (places[axis]?.step ?? 1));
  const patch = pair((axis) => places[axis]?.count ?? 1);
  return { ...shiftedMap(map, before, [0, 0]), spacing, patch, value, folds: map.folds };
};

export const Pad: DenseRule = (context) => {
  const { node, emit, map, dims, output, numbers, known, padding, refuse } = context;
  const counts = padsOf(dims(0).length, numbers(1) ?? [], numbers(3));
  const { before, after } = spatialOf(counts);
  if (dims(0).length !== 4 || [...counts.before, ...counts.after].some((count, i) => i % 4 < 2 && count !== 0))
    refuse('it pads other axes than rows and columns');
  if ([...before, ...after].some((count) => count < 0)) refuse('it cuts by negative padding', 'cut with Slice');
  if (padding !== 'drop' && stringAttribute(node, 'mode', 'constant') !== 'constant')
    refuse('it repeats pixels of the patch', 'drop the padding');
  if (known(2) === null && node.inputs[2]) refuse('it pads with a number that depends on the picture');
  const spaced = (pads: readonly number[]) => pair((axis) => (pads[axis] ?? 0) * map.spacing[axis]);
  const padded = padMap(emit, map, spaced(before), spaced(after), numbers(2)?.[0] ?? 0);
  return { ...padded, patch: pair((axis) => output[axis + 2] ?? 1) };
};

/** The maps among the inputs, stored alike. @throws graph/not-dense where one belongs to each place and one to a patch */
function alignedMaps({ node, emit, mapAt, dims, refuse }: DenseContext): ReadonlyMap<number, DenseMap> {
  const maps = node.inputs.flatMap((_, position) => {
    const map = mapAt(position);
    return map ? [{ position, map }] : [];
  });
  const [first] = maps;
  for (const { position, map } of maps) {
    const fits = first && dims(position).length === dims(first.position).length && isAlike(map, first.map);
    if (!fits)
      return refuse('it combines places of a patch with what the patch shows as a whole, which differs per patch');
    if (map.shift.join() !== first.map.shift.join())
      return refuse(
        'its inputs have lost different margins',
        'keep or drop the padding instead of covering the picture',
      );
  }
  const stored = aligned(
    emit,
    maps.map(({ map }) => map),
  );
  return new Map(stored.map((map, i) => [maps[i]?.position ?? i, map] as const));
}

const isAlike = (a: DenseMap, b: DenseMap): boolean =>
  a.step.join() === b.step.join() &&
  ([0, 1] as const).every((i) => a.patch[i] === b.patch[i] && (a.patch[i] === 1 || a.spacing[i] === b.spacing[i]));

function merged(maps: readonly DenseMap[], value: string): DenseMap {
  const [first] = maps;
  if (!first) throw new Error('A node without a map was densified.');
  return {
    ...first,
    value,
    // Where one place is left, the spacing says only how far the map may be folded.
    from: pair((axis) => Math.max(...maps.map(({ from }) => from[axis]))),
    to: pair((axis) => Math.min(first.length[axis], ...maps.map(({ to }) => to[axis]))),
  };
}

/** A constant in the four axes of maps. */
function everywhere(context: DenseContext, position: number): string {
  const { emit, map, output, constant, refuse } = context;
  const name = constant(position);
  if (name === '') return '';
  const dims = emit.dims(name);
  if (elements(dims) === 1) return emit.reshape(name, []);
  const isPerChannel = output.length === 4 && dims.slice(-2).join() === '1,1';
  if (isPerChannel) return name;
  const isPerFeature = output.length === 2 && map.patch.join() === '1,1' && elements(dims) === dims.at(-1);
  return isPerFeature ? emit.reshape(name, [elements(dims), 1, 1]) : refuse('its constant differs from place to place');
}

/** A flattened patch keeps its places among its channels, where they cannot be told apart. */
function needsPlaces({ map, dims, mapAt, refuse }: DenseContext, position = 0): void {
  const { patch } = mapAt(position) ?? map;
  if (dims(position).length !== 4 && patch.join() !== '1,1')
    refuse('it works on a flattened patch', 'flatten behind it');
}
