import { fail } from '../graph/errors.ts';
import type { WithLoss } from './attachLoss.ts';
import { Extension } from './extension.ts';

export interface PenaltyOptions {
  /** The values that are kept small: parameters, or any other. */
  readonly of: readonly string[];
  /** λ of ½ λ Σ w², whose gradient is λ · w; default 0. */
  readonly l2?: number;
  /** λ of λ Σ |w|; default 0. */
  readonly l1?: number;
  /** Also biases, scales and slopes, which have one axis; default false. */
  readonly biases?: boolean;
}

/**
 * Adds penalties on the size of parameters to a loss. The new output `penalized_loss` comes after all others; the loss
 * itself stays to be shown.
 *
 * Law: penalized_loss = loss + ½ l2 Σ w² + l1 Σ |w|; the gradient of one step equals that of weight decay l2.
 *
 * @throws graph/unknown-value  there is no such value
 * @throws graph/unfit-value    all of them are biases, and biases are not asked for
 */
export function regularize({ graph, loss }: WithLoss, options: PenaltyOptions): WithLoss {
  const { of, l2 = 0, l1 = 0, biases = false } = options;
  const emit = new Extension(graph);
  const weights = of.filter((name) => biases || emit.dims(emit.value(name)).length > 1);
  if (weights.length === 0)
    fail('graph/unfit-value', { value: of.join(', '), reason: 'they are biases, not weights.' });
  const squares = (name: string): string => emit.affine(sumOf(emit, emit.square(name)), l2 / 2);
  const sizes = (name: string): string => emit.affine(sumOf(emit, emit.op('Abs', [name])), l1);
  const penalties = [...(l2 === 0 ? [] : weights.map(squares)), ...(l1 === 0 ? [] : weights.map(sizes))];
  const total = penalties.reduce((sum, penalty) => emit.add(sum, penalty), loss);
  const name = emit.named(total, 'penalized_loss');
  return { graph: emit.applied([...graph.outputs, emit.output(name)], 'regularize'), loss: name };
}

/** The sum of all elements, as a scalar. */
export const sumOf = (emit: Extension, x: string): string => emit.sum(x, Array.from(emit.dims(x).keys()));
