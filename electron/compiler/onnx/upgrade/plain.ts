import { floatAttribute, stringAttribute } from '../../graph/attributes.ts';
import { dtypes } from '../../graph/dtype.ts';
import {
  attributeIn,
  defaultsTo,
  dropping,
  int,
  int64s,
  refuse,
  refused,
  text,
  withAttributes,
  withInput,
  without,
  type Rule,
  type Steps,
} from './rule.ts';

// Small changes of single operators.
//
// Source: onnx/docs/Changelog.md, the operators at the versions named in the table.

/** "FLOAT" and "DOUBLE" in the file are float32 and float64 here; the other names agree but for their case. */
const typeNames: Readonly<Record<string, string>> = { float: 'float32', double: 'float64' };

const typeBecomesNumber: Rule = (node, around) => {
  const { to } = node.attributes;
  if (to?.kind !== 'string') return node;
  const lower = to.value.toLowerCase();
  const wanted = typeNames[lower] ?? lower;
  const found = Object.entries(dtypes).find(([name]) => name === wanted);
  return found
    ? withAttributes(node, { to: int(found[1].code) })
    : refuse(node, around, `it names the type "${to.value}".`);
};

const boundsBecomeInputs: Rule = (node, around) => {
  const [x = ''] = node.inputs;
  const [min, max] = ['min', 'max'].map((name) => {
    const bound = attributeIn(node, name, 'float', around);
    return bound ? around.floats([], [bound.value], name, x) : '';
  });
  const rest = without(node, 'min', 'max');
  const inputs = [x, min ?? '', max ?? ''];
  return { ...rest, inputs: inputs.slice(0, max ? 3 : min ? 2 : 1) };
};

/** p of an Lp norm was a float that had to be whole. */
const orderBecomesInt: Rule = (node, around) => {
  const p = floatAttribute(node, 'p', 2);
  if (!Number.isSafeInteger(p)) return refuse(node, around, `its norm is of the order ${p}.`);
  return withAttributes(node, { p: int(p) });
};

const gridModes: Readonly<Record<string, string>> = { bilinear: 'linear', bicubic: 'cubic' };
const modesAreRenamed: Rule = (node) => {
  const mode = stringAttribute(node, 'mode', 'bilinear');
  return withAttributes(node, { mode: text(gridModes[mode] ?? mode) });
};

const axisBecomesInput: Rule = (node, around) => {
  const axis = attributeIn(node, 'axis', 'int', around)?.value ?? 1n;
  const scalar = { ...int64s('axis', [axis]), dims: [] };
  return withInput(without(node, 'axis'), 2, around.emit.constant(scalar));
};

/** Once optional, now always so: a recurrent layer puts out what is asked for. */
const recurrent: Steps = { 7: dropping('output_sequence') };

export const plain: Readonly<Record<string, Steps>> = {
  Cast: { 6: typeBecomesNumber },
  Clip: { 11: boundsBecomeInputs },
  DFT: { 20: axisBecomesInput },
  GRU: recurrent,
  GlobalLpPool: { 2: orderBecomesInt },
  GridSample: { 20: modesAreRenamed },
  LSTM: recurrent,
  LpPool: { 2: orderBecomesInt },
  RNN: recurrent,
  RoiAlign: { 16: defaultsTo({ coordinate_transformation_mode: text('output_half_pixel') }) },
  Scan: { 9: refused('it runs over batches, which later versions do not.') },
};
