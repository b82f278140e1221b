import {
  attributeIn,
  defaultsTo,
  int,
  int64s,
  intsBecomeInput,
  refuse,
  withAttributes,
  withInput,
  without,
  type Rule,
  type Steps,
} from './rule.ts';

// Attributes that became inputs, so that they can be computed: shapes, axes, pads, counts.
//
// Source: onnx/docs/Changelog.md, the operators' versions 1 and those named in the table.

/** Sizes that are equal are not said; from opset 18 on the number of parts is. */
const partsAreCounted: Rule = (node) =>
  (node.inputs[1] ?? '') === '' ? withAttributes(node, { num_outputs: int(node.outputs.length) }) : node;

const padsBecomeInputs: Rule = (node, around) => {
  const pads = attributeIn(node, 'pads', 'ints', around);
  if (!pads) return refuse(node, around, 'it does not say by how much.');
  const value = attributeIn(node, 'value', 'float', around);
  const rest = withInput(without(node, 'pads', 'value'), 1, around.emit.constant(int64s('pads', pads.value)));
  if (!value || value.value === 0) return rest;
  return withInput(rest, 2, around.floats([], [value.value], 'pad_value', node.inputs[0] ?? ''));
};

const paddingsAreCalledPads: Rule = (node) => {
  const { paddings } = node.attributes;
  return paddings ? withAttributes(without(node, 'paddings'), { pads: paddings }) : node;
};

const boundsBecomeInputs: Rule = (node, around) => {
  const moved = ['starts', 'ends', 'axes'].map((name) => attributeIn(node, name, 'ints', around)?.value ?? null);
  const [starts, ends, axes] = moved;
  if (!starts || !ends) return refuse(node, around, 'it does not say from where to where.');
  const [data = ''] = node.inputs;
  const inputs = [data, around.emit.constant(int64s('starts', starts)), around.emit.constant(int64s('ends', ends))];
  const rest = without(node, 'starts', 'ends', 'axes');
  return { ...rest, inputs: axes ? [...inputs, around.emit.constant(int64s('axes', axes))] : inputs };
};

const targetBecomesInput: Rule = (node, around) => {
  const shape = attributeIn(node, 'shape', 'ints', around);
  if (!shape) return (node.inputs[1] ?? '') === '' ? refuse(node, around, 'it does not say which shape.') : node;
  return withInput(without(node, 'shape'), 1, around.emit.constant(int64s('shape', shape.value)));
};

const newAxesBecomeInput: Rule = (node, around) => {
  if (!attributeIn(node, 'axes', 'ints', around)) return refuse(node, around, 'it does not say where.');
  return intsBecomeInput('axes', 1)(node, around);
};

const kBecomesInput: Rule = (node, around) => {
  const k = attributeIn(node, 'k', 'int', around);
  if (!k) return refuse(node, around, 'it does not say how many.');
  return withInput(without(node, 'k'), 1, around.emit.constant(int64s('k', [k.value])));
};

/** One axis, `tiles` times, becomes a count for each axis: 1 but for that one. Both inputs may be computed. */
const tilesBecomeRepeats: Rule = (node, { emit }) => {
  const [x = '', tiles = '', axis = ''] = node.inputs;
  const toInts = (name: string): string => {
    const line = emit.op('Reshape', [name, emit.ints([1], 'line')], {}, { name: `${name}_line` });
    return emit.op('Cast', [line], { to: 7 }, { name: `${name}_int` });
  };
  const rank = emit.op('Shape', [emit.op('Shape', [x])], {}, { name: 'rank' });
  const one = { kind: 'tensor', value: int64s('', [1n]) } as const;
  const ones = emit.op('ConstantOfShape', [rank], { value: one }, { name: 'ones' });
  const repeats = emit.op('ScatterElements', [ones, toInts(axis), toInts(tiles)], { axis: 0 }, { name: 'repeats' });
  return { ...node, inputs: [x, repeats] };
};

const reduceAt = (version: number): Steps => ({ [version]: intsBecomeInput('axes', 1) });

export const axes: Readonly<Record<string, Steps>> = {
  Concat: { 4: defaultsTo({ axis: int(1) }) },
  Pad: { 2: paddingsAreCalledPads, 11: padsBecomeInputs },
  Reshape: { 5: targetBecomesInput },
  Scatter: { 11: (node) => ({ ...node, op: 'ScatterElements' }) },
  Slice: { 10: boundsBecomeInputs },
  Split: { 13: intsBecomeInput('split', 1), 18: partsAreCounted },
  Squeeze: { 13: intsBecomeInput('axes', 1) },
  Tile: { 6: tilesBecomeRepeats },
  TopK: { 10: kBecomesInput },
  Unsqueeze: { 13: newAxesBecomeInput },
  ReduceSum: reduceAt(13),
  ReduceL1: reduceAt(18),
  ReduceL2: reduceAt(18),
  ReduceLogSum: reduceAt(18),
  ReduceLogSumExp: reduceAt(18),
  ReduceMax: reduceAt(18),
  ReduceMean: reduceAt(18),
  ReduceMin: reduceAt(18),
  ReduceProd: reduceAt(18),
  ReduceSumSquare: reduceAt(18),
};
