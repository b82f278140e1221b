import type { Node } from '../../graph/graph.ts';
import { intAttribute } from '../../graph/attributes.ts';
import { int64s, refuse, without, type Rule, type Steps } from './rule.ts';
import type { Surroundings } from './surroundings.ts';

// Before opset 7 the second operand was repeated only on request, and could be laid against any run of axes:
//
//   broadcast=1            A [2, 3, 4, 5]   B [4, 5]            the last axes, as today
//   broadcast=1 axis=1     A [2, 3, 4, 5]   B [3, 4]            is today's B [3, 4, 1]
//
// Source: onnx/docs/Changelog.md, Add-1, Add-6, Gemm-6, PRelu-6; onnx/docs/Broadcasting.md.

const broadcastBecomesAxes: Rule = (node, around) => {
  const asked = intAttribute(node, 'broadcast', 0) !== 0 && node.attributes['axis'] !== undefined;
  const rest = without(node, 'broadcast', 'axis');
  return asked ? withTrailingAxes(rest, intAttribute(node, 'axis', 0), around) : rest;
};

/** One slope per channel; one slope for all needs no axes. */
const slopePerChannel: Rule = (node, around) => {
  const [, slope = ''] = node.inputs;
  const shape = around.shapeOf(slope);
  if (shape && (shape.length !== 1 || shape[0] === 1)) return node;
  return withTrailingAxes(node, 1, around);
};

/** Appends axes of length 1 to B, so that its first axis lies against `axis` of A. */
function withTrailingAxes(node: Node, axis: number, around: Surroundings): Node {
  const [a = '', b = ''] = node.inputs;
  const rankA = axis < 0 ? 0 : around.rankOf(a);
  const rankB = around.rankOf(b);
  if (rankA === null || rankB === null) return { ...node, inputs: [a, withAxesAtRunTime(a, b, axis, around)] };
  const count = rankA - axis - rankB;
  if (count < 0) return refuse(node, around, `its second operand has ${rankB} axes, too many for axis ${axis}.`);
  if (count === 0) return node;
  const axes = around.emit.ints(
    Array.from({ length: count }, (_, i) => rankB + i),
    'axes',
  );
  return { ...node, inputs: [a, around.emit.op('Unsqueeze', [b, axes], {}, { name: `${b}_aligned` })] };
}

/** The same where the file states no shapes: B's own shape, then rank(A) − axis − rank(B) ones. */
function withAxesAtRunTime(a: string, b: string, axis: number, { emit }: Surroundings): string {
  const rankOf = (name: string): string => emit.op('Shape', [emit.op('Shape', [name])], {}, { name: 'rank' });
  const shape = emit.op('Shape', [b]);
  const places =
    axis < 0
      ? emit.ints([-axis], 'places')
      : emit.op('Sub', [rankOf(a), emit.ints([axis], 'axis')], {}, { name: 'places' });
  const count = emit.op('Sub', [places, rankOf(b)], {}, { name: 'count' });
  const one = { kind: 'tensor', value: int64s('', [1n]) } as const;
  const ones = emit.op('ConstantOfShape', [count], { value: one }, { name: 'ones' });
  const target = emit.op('Concat', [shape, ones], { axis: 0 }, { name: 'target' });
  return emit.op('Reshape', [b, target], {}, { name: `${b}_aligned` });
}

const binary: Steps = { 7: broadcastBecomesAxes };

export const arithmetic: Readonly<Record<string, Steps>> = {
  Add: binary,
  Sub: binary,
  Mul: binary,
  Div: binary,
  Pow: binary,
  And: binary,
  Or: binary,
  Xor: binary,
  Equal: binary,
  Greater: binary,
  Less: binary,
  Gemm: { 7: (node) => without(node, 'broadcast') },
  PRelu: { 7: slopePerChannel },
};
