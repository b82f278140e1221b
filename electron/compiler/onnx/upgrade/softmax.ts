import { intAttribute } from '../../graph/attributes.ts';
import { int, withAttributes, type Rule, type Steps } from './rule.ts';

// Until opset 12, Softmax and its like saw a matrix: axes before `axis` were its rows, `axis` and all after it its
// columns, and each row summed to 1. Since 13 they work along `axis` alone. The two agree for the last axis.
//
//   X [a, b, c, d], axis 1  →  Flatten [a, bcd]  →  Softmax along bcd  →  Reshape [a, b, c, d]
//
// Source: onnx/docs/Changelog.md, Softmax-1, -11, -13.

const matrixBecomesAxis: Rule = (node, around) => {
  const axis = intAttribute(node, 'axis', 1);
  const [x = ''] = node.inputs;
  const rank = around.rankOf(x);
  if (axis === -1 || (rank !== null && axis === rank - 1)) return withAttributes(node, { axis: int(axis) });
  const { emit } = around;
  const rows = emit.op('Flatten', [x], { axis }, { name: `${x}_rows` });
  const made = emit.op(node.op, [rows], { axis: -1 }, { name: `${x}_along` });
  return { ...node, op: 'Reshape', inputs: [made, emit.op('Shape', [x])], attributes: {} };
};

const steps: Steps = { 13: matrixBecomesAxis };

export const softmax: Readonly<Record<string, Steps>> = { Softmax: steps, LogSoftmax: steps, Hardmax: steps };
