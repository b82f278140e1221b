import { fail } from '../../graph/errors.ts';
import type { Node, Tensor } from '../../graph/graph.ts';
import type { TypedEmit } from '../../graph/typedEmit.ts';
import { labelOf } from '../../graph/walk.ts';
import type { DenseMap } from './denseMap.ts';

/** A node of the patch network as the rule of its operator sees it. */
export interface DenseContext {
  readonly node: Node;
  readonly emit: TypedEmit;
  /** Pixels between neighboring patches: strides up to this product are kept. */
  readonly stride: number;
  readonly padding: 'keep' | 'drop' | 'cover';
  readonly form: 'folded' | 'dilated';
  /** The map of an input; null for one that does not depend on the picture. */
  readonly mapAt: (position: number) => DenseMap | null;
  /** The map of the first input. */
  readonly map: DenseMap;
  /** Dims in the patch network. */
  readonly dims: (position: number) => readonly number[];
  readonly output: readonly number[];
  /** The name, in the new graph, of an input that is the same in every run; '' where it is left out. */
  readonly constant: (position: number) => string;
  readonly known: (position: number) => Tensor | null;
  /** Whole numbers of an input; null where it is left out. */
  readonly numbers: (position: number) => readonly number[] | null;
  /** @throws graph/not-dense */
  readonly refuse: (reason: string, advice?: string) => never;
}

export type DenseRule = (context: DenseContext) => DenseMap;

/** @throws graph/not-dense */
export const refusal =
  (node: Node) =>
  (reason: string, advice = 'evaluate it patch by patch'): never =>
    fail('graph/not-dense', { op: node.op, node: labelOf(node), reason, advice });
