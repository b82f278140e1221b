import { workingIrVersion, workingOpset } from '../../graph/build.ts';
import { Emit } from '../../graph/emit.ts';
import { fail } from '../../graph/errors.ts';
import { opsetOf, type Attribute, type Body, type Graph, type Node } from '../../graph/graph.ts';
import { verify } from '../../graph/verify.ts';
import { bodiesOf } from '../../graph/walk.ts';
import { arithmetic } from './arithmetic.ts';
import { axes } from './axes.ts';
import { normalization } from './normalization.ts';
import { plain } from './plain.ts';
import { resize } from './resize.ts';
import { retired } from './retired.ts';
import { without, type Rule, type Steps } from './rule.ts';
import { softmax } from './softmax.ts';
import { networkOf, Surroundings, withoutStoredInputs } from './surroundings.ts';

/**
 * Brings a network of any earlier opset to the working one, graphs inside nodes included. Each rule covers one
 * operator and one version; an operator without a rule has not changed its form. Operators of other domains, and
 * networks that are as new as the working opset or newer, stay as they are.
 *
 * Law: result computes what graph computes, bit for bit; upgrade(upgrade(graph)) = upgrade(graph).
 *
 * @throws graph/cannot-upgrade  a node's old form has a meaning that no later one has
 * @throws graph/bad-opset       the file claims a version below 1
 * @see onnx/docs/Changelog.md, the list of every operator's versions
 */
export function upgrade(graph: Graph): Graph {
  const opset = opsetOf(graph);
  if (opset >= workingOpset) return graph;
  if (opset < 1) fail('graph/bad-opset', { version: opset });
  const old = withoutStoredInputs(graph);
  const emit = new Emit(old);
  const nodes = upgradeNodes(old, new Surroundings(networkOf(old, emit, opset), old, null));
  const others = graph.opsets.filter(({ domain }) => domain !== '' && domain !== 'ai.onnx');
  const result: Graph = {
    ...old,
    nodes,
    initializers: [...old.initializers, ...emit.initializers],
    irVersion: Math.max(old.irVersion, workingIrVersion),
    opsets: [{ domain: '', version: workingOpset }, ...others],
  };
  return verify(result, 'upgrade');
}

interface Step {
  /** The opset that brought the form which the rule makes. */
  readonly version: number;
  readonly rule: Rule;
}

/** By operator, oldest first: keys that are whole numbers come in their own order. */
const table: ReadonlyMap<string, readonly Step[]> = new Map(
  [arithmetic, axes, normalization, plain, resize, retired, softmax].flatMap((family) =>
    Object.entries(family).map(([op, steps]) => [op, stepsOf(steps)]),
  ),
);

function stepsOf(steps: Steps): Step[] {
  return Object.entries(steps).map(([version, rule]) => ({ version: Number(version), rule }));
}

function upgradeNodes(body: Body, around: Surroundings): readonly Node[] {
  const { nodes } = around.emit;
  const start = nodes.length;
  for (const node of body.nodes) nodes.push(upgradeNode(withInnerGraphs(node, around), around));
  // Constants of inner graphs are kept by the network itself, where they see them; their nodes are their own.
  return nodes.splice(start);
}

function upgradeNode(node: Node, around: Surroundings): Node {
  if (node.domain !== '' && node.domain !== 'ai.onnx') return node;
  // In the first versions every operator could name the inputs whose memory it may reuse.
  let current = node.attributes['consumed_inputs'] ? without(node, 'consumed_inputs') : node;
  let version = around.opset;
  for (let step = nextStep(current, version); step; step = nextStep(current, version)) {
    current = step.rule(current, around);
    version = step.version;
  }
  return current;
}

/** The earliest form after `version` that the operator has a rule for. */
const nextStep = ({ op }: Node, version: number): Step | undefined =>
  table.get(op)?.find((step) => step.version > version);

function withInnerGraphs(node: Node, around: Surroundings): Node {
  if (bodiesOf(node).length === 0) return node;
  const inner = (body: Body): Body => ({ ...body, nodes: upgradeNodes(body, around.inside(body)) });
  const entries = Object.entries(node.attributes).map(([name, attribute]): [string, Attribute] => {
    if (attribute.kind === 'graph') return [name, { ...attribute, value: inner(attribute.value) }];
    if (attribute.kind === 'graphs') return [name, { ...attribute, value: attribute.value.map(inner) }];
    return [name, attribute];
  });
  return { ...node, attributes: Object.fromEntries(entries) };
}
