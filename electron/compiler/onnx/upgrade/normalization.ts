import { float, floatAttribute, intAttribute, type AttributeInput } from '../../graph/attributes.ts';
import { elements, type Node } from '../../graph/graph.ts';
import { floatsOf } from '../../graph/tensor.ts';
import { int, refuse, withAttributes, withInput, without, type Rule, type Steps } from './rule.ts';
import type { Surroundings } from './surroundings.ts';

// Source: onnx/docs/Changelog.md, BatchNormalization-1, -6, -7, -9, -14; Dropout-1, -6, -7, -10, -12;
// GroupNormalization-18 and -21; onnx/defs/experiments (MeanVarianceNormalization before 9).

/** Until opset 6 an attribute said whether to train; in test mode the further outputs are not filled. */
const testModeKeepsFirstOutput: Rule = (node, around) => {
  const rest = without(node, 'is_test');
  return intAttribute(node, 'is_test', 0) === 0 ? rest : withFirstOutput(rest, around);
};

function withFirstOutput(node: Node, around: Surroundings): Node {
  const wanted = node.outputs.slice(1).find((name) => around.isRead(name));
  if (wanted !== undefined) return refuse(node, around, `its output "${wanted}" is made only while training.`);
  return { ...node, outputs: node.outputs.slice(0, 1) };
}

/**
 * spatial=0 has statistics for each place [C, H, W] instead of each channel [C]. Channels are what they are called
 * once all places are in one axis.
 */
const placesBecomeChannels: Rule = (node, { emit }) => {
  const rest = without(node, 'spatial');
  if (intAttribute(node, 'spatial', 1) !== 0) return rest;
  const [x = '', ...statistics] = node.inputs;
  const flat = emit.op('Flatten', [x], { axis: 1 }, { name: `${x}_flat` });
  const line = emit.ints([-1], 'line');
  const lines = statistics.map((name) => emit.op('Reshape', [name, line], {}, { name: `${name}_flat` }));
  const y = emit.op(node.op, [flat, ...lines], rest.attributes, { name: `${x}_normalized` });
  return {
    ...node,
    op: 'Reshape',
    inputs: [y, emit.op('Shape', [x])],
    outputs: node.outputs.slice(0, 1),
    attributes: {},
  };
};

/** Until opset 13 further outputs meant training, read or not; the saved statistics are gone since. */
const trainingIsSaid: Rule = (node, around) => {
  const [y = '', mean = '', variance = '', ...saved] = node.outputs;
  if (node.outputs.slice(1).every((name) => name === '')) return { ...node, outputs: [y] };
  if (saved.some((name) => around.isRead(name))) {
    return refuse(node, around, 'a node reads statistics of one batch, which later versions do not put out.');
  }
  return withAttributes({ ...node, outputs: [y, mean, variance] }, { training_mode: int(1) });
};

/** The mask of an inference was never filled; the rate matters only while training. */
const ratioBecomesInput: Rule = (node, around) => {
  const rest = withFirstOutput(without(node, 'ratio'), around);
  const ratio = node.attributes['ratio'];
  return ratio?.kind === 'float' ? withInput(rest, 1, around.emit.floats([ratio.value], 'ratio', [])) : rest;
};

/** One scale and bias per group, [G], become one per channel, [C]: each is repeated C / G times. */
const groupsBecomeChannels: Rule = (node, around) => {
  const [x = '', scale = '', bias = ''] = node.inputs;
  const groups = intAttribute(node, 'num_groups', 0);
  if (groups < 1) return refuse(node, around, 'it has no groups.');
  const each = [scale, bias].map(
    (name) => constantPerChannel(name, x, groups, around) ?? perChannel(name, x, groups, around),
  );
  return { ...node, inputs: [x, ...each] };
};

function constantPerChannel(name: string, x: string, groups: number, around: Surroundings): string | null {
  const tensor = around.constantOf(name);
  const numbers = tensor?.dtype === 'float32' && elements(tensor.dims) === groups ? floatsOf(tensor) : null;
  const channels = around.shapeOf(x)?.[1];
  if (!numbers || typeof channels !== 'number' || channels % groups !== 0 || channels > 2 ** 16) return null;
  const repeats = channels / groups;
  return around.emit.floats(
    Array.from({ length: channels }, (_, c) => numbers[Math.floor(c / repeats)] ?? 0),
    name,
  );
}

function perChannel(name: string, x: string, groups: number, { emit }: Surroundings): string {
  const channels = emit.op('Shape', [x], { start: 1, end: 2 }, { name: 'channels' });
  const repeats = emit.op('Div', [channels, emit.ints([groups], 'groups')], {}, { name: 'repeats' });
  const shape = emit.op('Concat', [emit.ints([groups], 'groups'), repeats], { axis: 0 }, { name: 'grouped' });
  const column = emit.op('Unsqueeze', [name, emit.ints([1], 'axes')], {}, { name: `${name}_column` });
  const grouped = emit.op('Expand', [column, shape], {}, { name: `${name}_grouped` });
  return emit.op('Reshape', [grouped, emit.ints([-1], 'line')], {}, { name: `${name}_channels` });
}

/** The experimental form named what to average over by a flag; pictures have the axes [N, C, H, W]. */
const acrossBecomesAxes: Rule = (node, around) => {
  if (intAttribute(node, 'normalize_variance', 1) === 0)
    return refuse(node, around, 'it leaves the variance as it is.');
  const axes: AttributeInput = intAttribute(node, 'across_channels', 0) === 0 ? [0, 2, 3] : [0, 1, 2, 3];
  const rest = without(node, 'across_channels', 'normalize_variance');
  if (node.attributes['axes']) return rest;
  return withAttributes(rest, { axes: { kind: 'ints', value: axes.map(BigInt) } });
};

export const normalization: Readonly<Record<string, Steps>> = {
  BatchNormalization: { 7: testModeKeepsFirstOutput, 9: placesBecomeChannels, 14: trainingIsSaid },
  Dropout: { 7: testModeKeepsFirstOutput, 12: ratioBecomesInput },
  GroupNormalization: { 21: groupsBecomeChannels },
  MeanVarianceNormalization: { 9: acrossBecomesAxes },
  // The constants were rounded to five digits at first.
  Selu: {
    6: (node) =>
      withAttributes(node, {
        alpha: float(floatAttribute(node, 'alpha', 1.6732)),
        gamma: float(floatAttribute(node, 'gamma', 1.0507)),
      }),
  },
};
