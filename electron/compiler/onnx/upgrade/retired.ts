import { floatAttribute, floatsAttribute, intAttribute } from '../../graph/attributes.ts';
import { dtypeOfCode, dtypes } from '../../graph/dtype.ts';
import type { Node, Tensor } from '../../graph/graph.ts';
import { floatTensor, tensorOf } from '../../graph/tensor.ts';
import { attributeIn, int64s, refuse, refused, type Rule, type Steps } from './rule.ts';
import type { Surroundings } from './surroundings.ts';

// Operators that the standard tried and gave up before opset 10; files of that time use some of them.
//
// Source: onnx/defs/experiments/defs.cc of ONNX 1.2 and 1.3; onnxruntime's contrib operators of the same names.

const scalar = (node: Node, name: string, otherwise: number, around: Surroundings): string =>
  around.floats([], [floatAttribute(node, name, otherwise)], name, node.inputs[0] ?? '');

const replaced = (node: Node, op: string, inputs: readonly string[]): Node => ({ ...node, op, inputs, attributes: {} });

/** Y = alpha · X + beta */
const affine: Rule = (node, around) => {
  const [x = ''] = node.inputs;
  const scaled = around.emit.op('Mul', [x, scalar(node, 'alpha', 1, around)], {}, { name: `${x}_scaled` });
  return replaced(node, 'Add', [scaled, scalar(node, 'beta', 0, around)]);
};

/** Y[n, c] = scale · X[n, c] + bias[c] */
const imageScaler: Rule = (node, around) => {
  const [x = ''] = node.inputs;
  const bias = floatsAttribute(node, 'bias');
  const scale = scalar(node, 'scale', 1, around);
  if (!bias) return replaced(node, 'Mul', [x, scale]);
  const scaled = around.emit.op('Mul', [x, scale], {}, { name: `${x}_scaled` });
  return replaced(node, 'Add', [scaled, around.floats([bias.length, 1, 1], bias, 'bias', x)]);
};

/** Y = alpha · f(beta · X) */
const scaledBothSides =
  (op: string): Rule =>
  (node, around) => {
    const [x = ''] = node.inputs;
    const inner = around.emit.op('Mul', [x, scalar(node, 'beta', 1, around)], {}, { name: `${x}_scaled` });
    const y = around.emit.op(op, [inner]);
    return replaced(node, 'Mul', [y, scalar(node, 'alpha', 1, around)]);
  };

const scale: Rule = (node, around) => replaced(node, 'Mul', [node.inputs[0] ?? '', scalar(node, 'scale', 1, around)]);

/** border is (left, top, right, bottom); with scale, (height, width) from that corner. Pictures are [N, C, H, W]. */
const crop: Rule = (node, around) => {
  const [left, top, right, bottom] = attributeIn(node, 'border', 'ints', around)?.value ?? [];
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) {
    return refuse(node, around, 'it does not say by how much.');
  }
  const [height, width] = attributeIn(node, 'scale', 'ints', around)?.value ?? [];
  const toEnd = 2n ** 63n - 1n;
  const beforeEnd = (border: bigint): bigint => (border === 0n ? toEnd : -border);
  const ends =
    height !== undefined && width !== undefined ? [top + height, left + width] : [beforeEnd(bottom), beforeEnd(right)];
  const bounds = [int64s('starts', [top, left]), int64s('ends', ends), int64s('axes', [2n, 3n])];
  return replaced(node, 'Slice', [node.inputs[0] ?? '', ...bounds.map((tensor) => around.emit.constant(tensor))]);
};

const constantFill: Rule = (node, around) => {
  const { emit } = around;
  const shape = attributeIn(node, 'shape', 'ints', around)?.value;
  const extra = attributeIn(node, 'extra_shape', 'ints', around)?.value ?? [];
  const [given = ''] = node.inputs;
  const asShape = intAttribute(node, 'input_as_shape', 0) !== 0;
  if (!shape && given === '') return refuse(node, around, 'it does not say which shape.');
  const own = shape
    ? emit.constant(int64s('shape', shape))
    : asShape
      ? emit.op('Cast', [given], { to: 7 }, { name: 'shape' })
      : emit.op('Shape', [given]);
  const full =
    extra.length === 0 ? own : emit.op('Concat', [own, emit.constant(int64s('extra_shape', extra))], { axis: 0 });
  return {
    ...replaced(node, 'ConstantOfShape', [full]),
    attributes: { value: { kind: 'tensor', value: fillOf(node, around) } },
  };
};

/** [1], of the types that the operator knew. */
function fillOf(node: Node, around: Surroundings): Tensor {
  const value = floatAttribute(node, 'value', 0);
  const whole = Number.isNaN(value) ? 0 : Math.trunc(Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1));
  const dtype = dtypeOfCode(intAttribute(node, 'dtype', dtypes.float32.code));
  if (dtype === 'float32') return floatTensor('', [1], [value]);
  if (dtype === 'int32') return tensorOf('', dtype, [1], Int32Array.of(whole));
  if (dtype === 'int64') return int64s('', [BigInt(whole)]);
  if (dtype === 'bool') return tensorOf('', dtype, [1], Uint8Array.of(value === 0 ? 0 : 1));
  return refuse(node, around, 'it fills a type that it never knew.');
}

const gone: Steps = { 21: refused('it was an experiment that the standard gave up.') };

export const retired: Readonly<Record<string, Steps>> = {
  Affine: { 21: affine },
  ConstantFill: { 21: constantFill },
  Crop: { 21: crop },
  ImageScaler: { 21: imageScaler },
  ParametricSoftplus: { 21: scaledBothSides('Softplus') },
  Scale: { 21: scale },
  ScaledTanh: { 21: scaledBothSides('Tanh') },
  ATen: gone,
  DynamicSlice: gone,
  FC: gone,
  GRUUnit: gone,
  GivenTensorFill: gone,
};
