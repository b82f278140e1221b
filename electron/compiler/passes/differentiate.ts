import { gradients as standardRules } from '../gradients/table.ts';
import type {
  ChooseFormulation,
  Formulation,
  Formulations,
  GradientContext,
  GradientRule,
  GradientRules,
  GradientSite,
  GradientTable,
} from '../gradients/define.ts';
import { isFloat } from '../graph/dtype.ts';
import { fail } from '../graph/errors.ts';
import { elements, tensorValue, type Graph, type Node } from '../graph/graph.ts';
import { printAttribute } from '../graph/print.ts';
import { shapesOf } from '../graph/shapes.ts';
import { TypedEmit } from '../graph/typedEmit.ts';
import { verify } from '../graph/verify.ts';
import { labelOf, topologicalOrder } from '../graph/walk.ts';
import { formalAt, type OpTable } from '../ops/define.ts';
import { opOf } from '../ops/infer.ts';
import { ops as standardOps } from '../ops/table.ts';

export interface DifferentiateOptions {
  /** The value that is differentiated: a scalar loss, or any value when `seed` is given. */
  readonly of: string;
  /** Inputs, parameters or inner values; each gets a gradient of its own shape. */
  readonly wrt: readonly string[];
  /** A value or input of the shape of `of` that stands for its gradient; 1 where absent. */
  readonly seed?: string;
  /** Other rules for some operators: deconvnet, guided backpropagation, an operator of your own. */
  readonly rules?: GradientTable;
  /** Operators beyond the standard ones. */
  readonly ops?: OpTable;
  /** Picks among formulations; default: the first of the table that applies. */
  readonly choose?: ChooseFormulation;
}

export interface Differentiated {
  /** The graph with the gradients as further outputs. */
  readonly graph: Graph;
  /** From each name in `wrt` to the output that is its gradient. */
  readonly gradients: ReadonlyMap<string, string>;
}

/**
 * Reverse-mode differentiation: appends nodes that compute the gradient of one value with respect to others. Standard
 * operators only; nothing is emitted for nodes that do not lie between `wrt` and `of`, so what is frozen costs nothing.
 *
 * Law: for small h and any direction v, ⟨gradient, v⟩ = (of(x + h·v) − of(x − h·v)) / 2h.
 *
 * @throws graph/no-gradient   an operator on the way has no rule
 * @throws graph/unreached     a value has no influence on `of`
 * @throws graph/unfit-value   `of` is not a float, or not a scalar and there is no seed
 * @throws what `shapesOf` throws: every shape must be known
 * @see Griewank and Walther, "Evaluating Derivatives", 2008, section 3.2
 */
export function differentiate(graph: Graph, options: DifferentiateOptions): Differentiated {
  const rules: GradientTable = { ...standardRules, ...options.rules };
  const table: OpTable = { ...standardOps, ...options.ops };
  const shapes = shapesOf(graph, table);
  const walker = new Backward(graph, new TypedEmit(graph, shapes), { ...options, rules, ops: table });
  const gradients = walker.run();
  const { emit } = walker;
  const outputs = [...gradients.values()].map((name) => tensorValue(name, emit.type(name).dtype, emit.dims(name)));
  const result: Graph = {
    ...graph,
    nodes: [...graph.nodes.map((node) => walker.extended.get(node) ?? node), ...emit.nodes],
    initializers: [...graph.initializers, ...emit.initializers],
    outputs: [...graph.outputs, ...outputs],
  };
  return { graph: verify(result, 'differentiate'), gradients };
}

/** Name of the output that holds the gradient of a value. */
export const gradientName = (value: string): string => `${value}/gradient`;

type Filled = DifferentiateOptions & { readonly rules: GradientTable; readonly ops: OpTable };

/** The walk from the loss back to what it is differentiated by. */
class Backward {
  readonly graph: Graph;
  readonly emit: TypedEmit;
  readonly options: Filled;
  /** Forward nodes that had to be given further outputs. */
  readonly extended = new Map<Node, Node>();
  /** What the loss says about each value so far, one contribution per reader. */
  readonly #contributions = new Map<string, string[]>();

  constructor(graph: Graph, emit: TypedEmit, options: Filled) {
    this.graph = graph;
    this.emit = emit;
    this.options = options;
  }

  run(): ReadonlyMap<string, string> {
    const { of, wrt } = this.options;
    const order = topologicalOrder(this.graph, 'differentiate');
    const moving = this.#reachedFrom(order, wrt);
    if (!moving.has(of)) fail('graph/unreached', { value: wrt.join(', '), of });
    this.#contribute(of, this.#seed());
    for (const node of order.toReversed())
      if (node.outputs.some((name) => moving.has(name))) this.#passBack(node, moving);
    return new Map(wrt.map((value) => [value, this.#named(value)] as const));
  }

  /** Values that change when one of `from` does: floats on the way from it to the loss. */
  #reachedFrom(order: readonly Node[], from: readonly string[]): Set<string> {
    const reached = new Set(from);
    for (const node of order) {
      if (this.options.rules[node.op] === 'none' || !node.inputs.some((name) => reached.has(name))) continue;
      for (const name of node.outputs) if (this.#isFloat(name)) reached.add(name);
    }
    return reached;
  }

  #isFloat(name: string): boolean {
    const type = this.emit.shapes.shapeOf(name);
    return type !== undefined && isFloat(type.dtype);
  }

  #seed(): string {
    const { of, seed } = this.options;
    if (seed !== undefined) return seed;
    if (elements(this.emit.dims(of)) !== 1)
      fail('graph/unfit-value', { value: of, reason: 'it is not a single number.' });
    return this.emit.filled(this.emit.dims(of), 1, this.emit.type(of).dtype);
  }

  /** Asks the node's rules for the gradients of those of its inputs that matter. */
  #passBack(node: Node, moving: ReadonlySet<string>): void {
    const gradients = node.outputs.map((name) => (name === '' ? null : this.#total(name)));
    if (gradients.every((gradient) => gradient === null)) return;
    node.inputs.forEach((value, position) => {
      if (value === '' || !moving.has(value)) return;
      const formal = formalAt(opOf(node, this.options.ops).inputs, position) ?? '';
      const rule = this.#ruleOf(node, formal);
      if (rule === null) return;
      const context = this.#contextOf(node, gradients, position);
      this.#contribute(value, this.#checked(this.#pick(rule, context, formal)(context), value, node));
    });
  }

  /** null: the operator's table says that this input has no gradient. */
  #ruleOf(node: Node, formal: string): GradientRule | Formulations | null {
    const rules: GradientRules | 'none' | undefined = Object.hasOwn(this.options.rules, node.op)
      ? this.options.rules[node.op]
      : undefined;
    if (rules === undefined) return fail('graph/no-gradient', { op: node.op, node: labelOf(node) });
    return rules === 'none' ? null : (rules[formal] ?? null);
  }

  #pick(rule: GradientRule | Formulations, context: GradientContext, formal: string): GradientRule {
    if (typeof rule === 'function') return rule;
    const { node } = context;
    const ways = 'order' in rule ? rule.order(context) : rule;
    const applying = ways.filter(({ applies }) => applies?.(context) ?? true);
    const [first] = applying;
    if (!first) return fail('graph/no-gradient', { op: node.op, node: labelOf(node) });
    const site = this.#siteOf(context, formal, applying);
    const wished = applying.length > 1 ? this.options.choose?.(site) : undefined;
    return (applying.find(({ name }) => name === wished) ?? first).rule;
  }

  #siteOf({ node, position }: GradientContext, formal: string, applying: readonly Formulation[]): GradientSite {
    const { shapes } = this.emit;
    const inputs = node.inputs.map((name) =>
      name === '' ? null : { type: shapes.type(name), known: shapes.knownOf(name) ?? null },
    );
    // A constant is marked: its transposed or flipped form costs nothing at run time.
    const said = inputs.map((input) => (input ? `${input.known ? 'constant' : ''}[${input.type.dims.join()}]` : '-'));
    const attributes = Object.entries(node.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
    const options = attributes.map(([name, attribute]) => `${name}=${printAttribute(attribute)}`);
    const key = [node.op, formal, ...said, ...options].join(' ');
    return { node, formal, position, inputs, key, candidates: applying.map(({ name }) => name) };
  }

  #contextOf(node: Node, gradients: readonly (string | null)[], position: number): GradientContext {
    const { emit } = this;
    const op = opOf(node, this.options.ops);
    const at = (formal: string, formals: readonly string[]): number =>
      formals.findIndex((name) => name === formal || name === `${formal}...`);
    const input = (formal: string): string => node.inputs[at(formal, op.inputs)] ?? '';
    return {
      node,
      position,
      emit,
      // A rule that reads dY is asked only where there is one; rules of several outputs ask by name.
      dY: gradients[0] ?? '',
      gradientOf: (formal) => gradients[at(formal, op.outputs)] ?? null,
      gradientAt: (output) => gradients[output] ?? null,
      input,
      has: (formal) => input(formal) !== '',
      output: (formal) => this.#outputOf(node, at(formal, op.outputs), formal),
      shape: (value) => emit.dims(value),
      known: (value) => emit.shapes.knownOf(value) ?? null,
    };
  }

  /** The name of an output; a node that does not give it yet is extended. */
  #outputOf(node: Node, position: number, formal: string): string {
    const current = this.extended.get(node) ?? node;
    const given = current.outputs[position];
    if (given !== undefined && given !== '') return given;
    const name = this.emit.fresh(`${labelOf(node)}/${formal}`);
    const outputs = Array.from({ length: Math.max(current.outputs.length, position + 1) }, (_, i) =>
      i === position ? name : (current.outputs[i] ?? ''),
    );
    const extended = { ...current, outputs };
    this.extended.set(node, extended);
    this.emit.shapes.addNode(extended);
    return name;
  }

  #checked(gradient: string, value: string, node: Node): string {
    const [found, wanted] = [this.emit.dims(gradient), this.emit.dims(value)];
    if (found.join() !== wanted.join()) {
      throw new Error(`The gradient of ${node.op} for "${value}" is [${found.join()}] instead of [${wanted.join()}].`);
    }
    return gradient;
  }

  #contribute(value: string, gradient: string): void {
    const list = this.#contributions.get(value);
    if (list) list.push(gradient);
    else this.#contributions.set(value, [gradient]);
  }

  /** The sum of all contributions; null where the loss does not depend on the value. */
  #total(value: string): string | null {
    const list = this.#contributions.get(value);
    if (!list) return null;
    const total = list.reduce((sum, gradient) => this.emit.add(sum, gradient));
    this.#contributions.set(value, [total]);
    return total;
  }

  #named(value: string): string {
    const total = this.#total(value) ?? fail('graph/unreached', { value, of: this.options.of });
    return this.emit.op('Identity', [total], {}, { outputs: [this.emit.fresh(gradientName(value))] });
  }
}
