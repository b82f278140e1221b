import { gradients } from '../gradients/table.ts';
import type { GradientTable } from '../gradients/define.ts';
import { isFloat } from '../graph/dtype.ts';
import { GraphError } from '../graph/errors.ts';
import type { Node } from '../graph/graph.ts';
import type { Shapes } from '../graph/shapes.ts';
import { opOf } from '../ops/infer.ts';
import { formalAt } from '../ops/define.ts';
import { differentiate } from './differentiate.ts';
import { isolateNode, weightedSum, withWeightedSum } from './isolateNode.ts';

/**
 * yes: gradients pass through it, and reach its parameters · fixed: nothing in it depends on a photo or a parameter
 * smoothly, so there is nothing to train (shape arithmetic, whole numbers) · stops: its result is piecewise constant,
 * and no gradient gets past it · no: no gradient is known.
 */
export type Trainability = 'yes' | 'fixed' | 'stops' | 'no';

export interface TrainingVerdict {
  readonly trains: Trainability;
  /** Why not, as a clause without a period; '' where it can. */
  readonly reason: string;
}

const yes: TrainingVerdict = { trains: 'yes', reason: '' };
const fixed: TrainingVerdict = { trains: 'fixed', reason: '' };
const no = (reason: string): TrainingVerdict => ({ trains: 'no', reason });

/**
 * Whether a node can be trained through, found out by differentiating it alone: a rule that refuses a rank or an
 * attribute is heard.
 *
 * @param shapes  must know the node's inputs and outputs
 * @throws what a rule throws that has a mistake
 */
export function describeTraining(
  node: Node,
  shapes: Shapes,
  read: ReadonlySet<string>,
  rules: GradientTable = gradients,
): TrainingVerdict {
  const known = node.domain === '' && Object.hasOwn(rules, node.op) ? rules[node.op] : undefined;
  if (!makesFloats(node, shapes)) return fixed;
  const smooth = node.inputs.flatMap((value, position) => (isVariable(value, shapes) ? [{ value, position }] : []));
  if (known === 'none')
    return smooth.length === 0 ? fixed : { trains: 'stops', reason: 'its result is piecewise constant' };
  if (known === undefined) return no('no gradient is known');
  const formals = smooth.map(({ position }) => formalAt(opOf(node, shapes.table).inputs, position) ?? '');
  const without = formals.find((formal) => !Object.hasOwn(known, formal));
  if (without !== undefined) return no(`no gradient is known for its input ${without}`);
  return tryGradients(node, shapes, read, rules);
}

/** Whether any output is a float that is not the same in every run. */
const makesFloats = (node: Node, shapes: Shapes): boolean =>
  node.outputs.some((name) => name !== '' && isFloat(shapes.type(name).dtype) && !shapes.knownOf(name));

const isVariable = (value: string, shapes: Shapes): boolean =>
  value !== '' && isFloat(shapes.type(value).dtype) && !shapes.knownOf(value);

function tryGradients(node: Node, shapes: Shapes, read: ReadonlySet<string>, rules: GradientTable): TrainingVerdict {
  try {
    const { graph, inputs, outputs } = isolateNode(node, shapes, { rules, read });
    const wrt = inputs.flatMap(({ name, hasRule }) => (hasRule ? [name] : []));
    if (wrt.length === 0 || outputs.length === 0) return fixed;
    differentiate(withWeightedSum(graph, outputs, shapes.table), { of: weightedSum, wrt, rules, ops: shapes.table });
    return yes;
  } catch (thrown) {
    // What the rule says against this node is the answer that was asked for; a rule that breaks is not.
    if (thrown instanceof GraphError) return no(thrown.message.replace(/\.$/, ''));
    throw thrown;
  }
}
