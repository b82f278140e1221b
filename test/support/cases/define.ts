import {
  Emit,
  graphOf,
  isFloat,
  ops,
  tensorFrom,
  tensorValue,
  type AttributeInput,
  type Graph,
  type OpTable,
} from '../../../electron/compiler/index.ts';
import type { Tensor64 } from '../../../electron/reference/index.ts';
import type { Draw } from './draw.ts';

/** A small graph with numbers for its inputs, on which the laws of its operator are tried. */
export interface OpCase {
  readonly graph: Graph;
  /** Numbers of every input of the graph. */
  readonly feeds: ReadonlyMap<string, Tensor64>;
  /** Inputs to differentiate with respect to. */
  readonly wrt: readonly string[];
}

/** A kind of case: the same operator with shapes and numbers that are drawn anew for each seed. */
export interface CaseMaker {
  readonly op: string;
  /** What is special about it: "strided, two groups". */
  readonly what: string;
  readonly draw: (draw: Draw) => OpCase;
  /** The output is linear in each input by itself: the adjoint law holds without a step size. */
  readonly linear?: boolean;
  /** Why ONNX Runtime cannot judge it (no kernel on the CPU). */
  readonly notInRuntime?: string;
  /** Its numbers are drawn by the runtime: the reference has none, and only the shape can be judged, by the runtime. */
  readonly isDrawn?: boolean;
}

/** Marks numbers that are stored in the graph: axes, pads, shapes. */
export interface Known {
  readonly known: Tensor64;
}

export const known = (tensor: Tensor64): Known => ({ known: tensor });

export interface OneNode {
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
  /** Default: as many as the operator has formal outputs, without "..."; else this many. */
  readonly outputs?: number;
  /** Default: every float input that is fed. */
  readonly wrt?: readonly string[];
  readonly table?: OpTable;
}

/**
 * A graph of one node. Inputs under their formal names; for an operator with any number of them "inputs0", "inputs1", ….
 * Those given as plain numbers become inputs of the graph, those marked `known` are stored in it; null is left out.
 */
export function oneNode(
  op: string,
  inputs: Readonly<Record<string, Tensor64 | Known | null>>,
  { attributes = {}, outputs = 1, wrt, table = ops }: OneNode = {},
): OpCase {
  const emit = new Emit(null);
  const formals = table[op]?.inputs ?? [];
  const feeds = new Map<string, Tensor64>();
  const names = Object.entries(inputs).map(([formal, given]) => {
    if (given === null) return '';
    if (!('known' in given)) {
      feeds.set(emit.fresh(formal), given);
      return formal;
    }
    const { dims, dtype, values } = given.known;
    return emit.constant(tensorFrom(formal, dtype, dims, Array.from(values)));
  });
  Object.keys(inputs).forEach((formal, i) => {
    const wanted = formals[i] ?? formals.at(-1) ?? '';
    if (wanted !== formal && !formal.startsWith(wanted.replace('...', '')))
      throw new Error(`${op} has no input ${formal} at ${i}.`);
  });
  const made = Array.from({ length: outputs }, (_, i) => emit.fresh(i === 0 ? 'Y' : `Y${i}`));
  emit.op(op, names, attributes, { outputs: made });
  const graphInputs = [...feeds].map(([name, { dtype, dims }]) => tensorValue(name, dtype, dims));
  const graph = graphOf(
    op,
    emit,
    graphInputs,
    made.map((name) => ({ name, type: null })),
  );
  const floats = [...feeds].flatMap(([name, { dtype }]) => (isFloat(dtype) ? [name] : []));
  return { graph, feeds, wrt: wrt ?? floats };
}
