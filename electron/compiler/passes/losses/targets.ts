import { tensorFrom } from '../../graph/tensor.ts';
import type { Extension } from '../extension.ts';

/** How the truth is given: class indices, int64 [N, …], or a number per class, float [N, K, …]. */
export type TargetForm = 'classes' | 'probabilities';

export interface ClassTargets {
  /** Name of the input, or of a value that is there; default `targets`. */
  readonly targets?: string;
  /** Default `classes`. */
  readonly form?: TargetForm;
  /** A class index that is not judged. Every index outside 0 … K − 1, such as 255, is not judged either. */
  readonly ignore?: number;
}

/**
 * The truth as a number per class, of the shape of the scores [N, K, …]: for class indices 1 at the true class and 0
 * elsewhere; all 0 where an index is not judged.
 */
export function perClass(emit: Extension, scores: string, options: ClassTargets): string {
  const { targets = 'targets', form = 'classes' } = options;
  const { dtype, dims } = emit.type(scores);
  if (form === 'probabilities') return emit.input(targets, dtype, dims);
  const [n = 0, classes = 0, ...places] = dims;
  // Indices are compared as floats, which hold them exactly: not every device compares 64-bit integers.
  const indices = emit.cast(emit.input(targets, 'int64', [n, ...places]), dtype);
  const judged = options.ignore === undefined ? indices : withoutIndex(emit, indices, options.ignore);
  const column = emit.reshape(judged, [n, 1, ...places]);
  const all = Array.from({ length: classes }, (_, k) => k);
  const row = emit.constant(tensorFrom('class_indices', dtype, [1, classes, ...places.map(() => 1)], all));
  return emit.asNumber(emit.op('Equal', [column, row]), scores);
}

function withoutIndex(emit: Extension, indices: string, ignore: number): string {
  const ignored = emit.op('Equal', [indices, emit.scalar(ignore, indices)]);
  return emit.where(ignored, emit.scalar(-1, indices), indices);
}
