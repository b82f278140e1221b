import type { Extension } from '../extension.ts';
import type { Loss } from './define.ts';

export interface TripletLossOptions {
  /** [N, D] */
  readonly embeddings: string;
  /** int64 [N]: who or what each example shows; default `labels`. */
  readonly labels?: string;
  /** In squared distance; default 0.2, as in the paper. */
  readonly margin?: number;
  /** Brings each embedding to length 1 first; default true. */
  readonly normalize?: boolean;
}

/** Farther than any two embeddings: stands for "no such example" in a minimum. */
const farAway = 1e30;

/**
 * Triplet loss with semi-hard negatives, chosen among the batch in every step. For each anchor a and positive p of the
 * same label, the negative n is the nearest one that is farther away than p; where there is none, the farthest of all.
 *
 *     loss = mean over (a, p) of max(0, |a − p|² − |a − n|² + margin)
 *
 * Pairs without any negative in the batch are not judged. The masks take N³ numbers: 2 million for a batch of 128.
 *
 * @see Schroff et al., "FaceNet", 2015, section 3.2
 */
export const tripletLoss =
  (options: TripletLossOptions): Loss =>
  (emit) => {
    const { labels = 'labels', margin = 0.2, normalize = true } = options;
    const embeddings = emit.value(options.embeddings, [2]);
    const distances = squaredDistances(emit, normalize ? unitRows(emit, embeddings) : embeddings);
    const { positive, negative } = pairs(emit, labels, distances);
    const chosen = negativeDistances(emit, distances, negative); //        [N, N]
    const hinge = emit.op('Relu', [emit.affine(emit.sub(distances, chosen), 1, margin)]);
    const hasNegative = emit.op('Greater', [emit.sum(negative, [1], 1), emit.scalar(0.5, negative)]);
    const judged = emit.mul(positive, emit.asNumber(hasNegative, positive));
    return { sums: emit.sum(emit.mul(hinge, judged), [1]), counts: emit.sum(judged, [1]) };
  };

/** [N, D], each row divided by its length. */
export function unitRows(emit: Extension, x: string): string {
  const length = emit.sqrt(emit.affine(emit.sum(emit.square(x), [1], 1), 1, 1e-12));
  return emit.div(x, length);
}

/** |x[i] − x[j]|² as [N, N]; rounding must not make it negative. */
function squaredDistances(emit: Extension, x: string): string {
  const [n = 0] = emit.dims(x);
  const squares = emit.sum(emit.square(x), [1], 1);
  const products = emit.matmul(x, emit.transpose(x, [1, 0]));
  const sums = emit.add(squares, emit.reshape(squares, [1, n]));
  return emit.op('Relu', [emit.sub(sums, emit.affine(products, 2))]);
}

/** Who may be whose positive or negative, 1 or 0, each [N, N]; nobody is a pair with itself. */
function pairs(emit: Extension, labels: string, like: string) {
  const { dtype, dims } = emit.type(like);
  const [n = 0] = dims;
  const equal = (x: string): string =>
    emit.asNumber(emit.op('Equal', [emit.reshape(x, [n, 1]), emit.reshape(x, [1, n])]), like);
  const same = equal(emit.cast(emit.input(labels, 'int64', [n]), dtype));
  const self = equal(emit.cast(emit.ints(Array.from({ length: n }, (_, i) => i)), dtype));
  return { positive: emit.sub(same, self), negative: emit.oneMinus(same) };
}

/** For each anchor and positive, the distance of the semi-hard negative: [N, N]. */
function negativeDistances(emit: Extension, distances: string, negative: string): string {
  const [n = 0] = emit.dims(distances);
  const toPositive = emit.reshape(distances, [n, n, 1]);
  const toOther = emit.reshape(distances, [n, 1, n]);
  const farther = emit.asNumber(emit.op('Greater', [toOther, toPositive]), distances); // [N, N, N]
  const isSemiHard = isOne(emit, emit.mul(farther, emit.reshape(negative, [n, 1, n])));
  const semiHard = reduce(emit, 'ReduceMin', emit.where(isSemiHard, toOther, emit.scalar(farAway, distances)), 2);
  const none = emit.scalar(-1, distances);
  const farthest = reduce(emit, 'ReduceMax', emit.where(isOne(emit, negative), distances, none), 1); // [N]
  const found = emit.op('Greater', [emit.scalar(farAway / 2, semiHard), semiHard]);
  return emit.where(found, semiHard, emit.reshape(farthest, [n, 1]));
}

const isOne = (emit: Extension, mask: string): string => emit.op('Greater', [mask, emit.scalar(0.5, mask)]);

const reduce = (emit: Extension, op: string, x: string, axis: number): string =>
  emit.op(op, [x, emit.ints([axis])], { keepdims: 0 });
