import type { DType } from '../graph/dtype.ts';
import type { Node, Tensor } from '../graph/graph.ts';

/** What is known of a value before any run. */
export interface Shaped {
  readonly dtype: DType;
  /** Every length is known: a graph is compiled for one batch and one picture size. */
  readonly dims: readonly number[];
}

/** A node as the rules of its operator see it: inputs under the formal names of the ONNX operator table. */
export interface OpContext {
  readonly node: Node;
  /** @throws graph/missing-input */
  readonly input: (formal: string) => Shaped;
  /** Whether an optional input is given. */
  readonly has: (formal: string) => boolean;
  /** All inputs by position; null where an optional one is left out. For operators with any number of inputs. */
  readonly inputs: readonly (Shaped | null)[];
  /** The numbers of an input that is the same in every run: an initializer, or shape arithmetic; else null. */
  readonly known: (formal: string) => Tensor | null;
  /** The same by position. */
  readonly knownAt: (position: number) => Tensor | null;
  /**
   * Whole numbers of an input that must be known: axes, pads, a shape.
   *
   * @throws graph/not-constant
   */
  readonly ints: (formal: string) => readonly number[];
  /** @throws graph/bad-node with the reason, the operator and the node's name */
  readonly refuse: (reason: string) => never;
}

/** What is known of an operator: everything but its gradient. */
export interface Op {
  /** Formal names of the inputs; one that ends in "..." stands for any number of them, from there on. */
  readonly inputs: readonly string[];
  /** Formal names of the outputs; one that ends in "..." stands for any number. */
  readonly outputs: readonly string[];
  /** The type of each output, as many as the node has outputs at most. */
  readonly shape: (context: OpContext) => readonly Shaped[];
  /** Multiplications with addition in one run; 0 where absent. Comparisons, copies and activations do not count. */
  readonly multiplyAdds?: (context: OpContext, outputs: readonly Shaped[]) => number;
  /**
   * The outputs themselves where they are the same in every run, as shape arithmetic is; null where they are not.
   * Asked only for results of few elements, and for operators that need no input's numbers (Constant, Shape).
   */
  readonly fold?: (context: OpContext, outputs: readonly Shaped[]) => readonly Tensor[] | null;
}

export type OpTable = Readonly<Record<string, Op>>;

/** Position of a formal input, or -1; "inputs..." is found by its first position. */
export const positionOf = (op: Op, formal: string): number =>
  op.inputs.findIndex((name) => name === formal || name === `${formal}...`);

/** The formal name of the input at a position, without the dots; undefined past the last. */
export const formalAt = (formals: readonly string[], position: number): string | undefined => {
  const exact = formals[position];
  if (exact !== undefined) return exact.replace('...', '');
  const last = formals.at(-1);
  return last?.endsWith('...') ? last.replace('...', '') : undefined;
};
