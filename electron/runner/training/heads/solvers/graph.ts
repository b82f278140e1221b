import { createSession, keepSessions, Tensor, type InferenceSession, type Lease } from '../../../runtime/index.ts';
import type { HeadData, LinearHead, SolverOptions } from './define.ts';
import { dot, minimize } from './lbfgs.ts';
import { lossNetwork, type LossShape } from './lossGraph.ts';
import { Offsets } from './offsets.ts';

/**
 * Rows of one run at most: the loss reads a block twice, and the second time it is still in the cache. 10,000 x 1,280 x
 * 41 on two cores: 512 rows 2.4 s, 1,024 rows 1.6 s, 2,048 rows 1.9 s, all rows at once 2.7 s.
 */
const largestBlock = 1024;
/** Of the objective. The bound is a true one, so that this is also what the answer can lie above the best. */
const defaultTolerance = 3e-4;
const maxEvaluations = 1000;
/** Cross-validation solves the same shapes again and again. */
const sessions = keepSessions(32 * 2 ** 20);

/** Minimizes penalty + losses by L-BFGS over an ONNX Runtime graph of the loss and its gradient. */
export async function solveByGraph(
  examples: HeadData,
  loss: LossShape['loss'],
  { c, tolerance = defaultTolerance, start, stop, threads }: SolverOptions,
): Promise<LinearHead> {
  const { width, classes, count } = examples;
  const rows = Math.ceil(count / Math.ceil(count / largestBlock));
  const { session, done } = await leaseSession({ loss, rows, width, classes }, threads);
  try {
    const sum = new LossSum(session, examples, loss, c, rows);
    const evaluate = (at: Float64Array, gradient: Float64Array): Promise<number> => {
      stop?.throwIfAborted();
      return sum.evaluate(at, gradient);
    };
    const isDone = (value: number, gradient: Float64Array): boolean => sum.gapOf(value, gradient) <= tolerance;
    const minimum = await minimize(evaluate, sum.startAt(start), { isDone, maxEvaluations });
    return {
      ...sum.headAt(minimum.x),
      objective: minimum.value,
      gap: sum.gapOf(minimum.value, minimum.gradient),
      iterations: minimum.evaluations,
      solver: 'graph',
    };
  } finally {
    done();
  }
}

function leaseSession(shape: LossShape, threads: number | undefined): Promise<Lease> {
  const create = (): Promise<InferenceSession> =>
    createSession(lossNetwork(shape), 'cpu', { keepsMemory: true, ...(threads !== undefined && { threads }) });
  // About eight values of the size of the scores, and the weights with their gradient.
  const bytes = 4 * shape.classes * (8 * shape.rows + 2 * shape.width);
  return sessions.lease(JSON.stringify([shape, threads]), bytes, create);
}

/** The objective over weights [C, F], then biases [C], both as `Offsets` says. */
class LossSum {
  readonly #session: InferenceSession;
  readonly #examples: HeadData;
  readonly #penalizesBias: boolean;
  readonly #offsets: Offsets;
  readonly #blocks: readonly Block[];
  /** Losses alone, at the last point. */
  #losses = 0;

  constructor(session: InferenceSession, examples: HeadData, loss: LossShape['loss'], c: number, rows: number) {
    this.#session = session;
    this.#examples = examples;
    this.#penalizesBias = loss === 'svm';
    this.#offsets = new Offsets(examples, c, !this.#penalizesBias);
    this.#blocks = Array.from({ length: Math.ceil(examples.count / rows) }, (_, b) =>
      block(examples, b * rows, rows, c),
    );
  }

  startAt(start: LinearHead | undefined): Float64Array {
    const { classes, width } = this.#examples;
    const x = new Float64Array(classes * (width + 1));
    if (!start) return x;
    if (start.weight.length !== classes * width) throw new Error('The head to begin at has another shape.');
    x.set(start.weight);
    x.set(start.bias, classes * width);
    return this.#offsets.add(x, 1);
  }

  headAt(x: Float64Array): { weight: Float32Array; bias: Float32Array } {
    const { classes, width } = this.#examples;
    const plain = Float32Array.from(this.#offsets.add(Float64Array.from(x), -1));
    return { weight: plain.slice(0, classes * width), bias: plain.slice(classes * width) };
  }

  async evaluate(x: Float64Array, gradient: Float64Array): Promise<number> {
    const { width, classes } = this.#examples;
    const weights = classes * width;
    const head = this.headAt(x);
    const weight = new Tensor('float32', head.weight, [classes, width]);
    const bias = new Tensor('float32', head.bias, [classes]);
    this.#losses = 0;
    for (const { feeds, costs } of this.#blocks) {
      const outputs = await this.#session.run({ ...feeds, weight, bias });
      const losses = outputs['losses']?.data as Float32Array;
      for (let i = 0; i < losses.length; i++) this.#losses += (costs[i] ?? 0) * (losses[i] ?? 0);
      addTo(gradient, 0, outputs['weight/gradient']?.data as Float32Array);
      addTo(gradient, weights, outputs['bias/gradient']?.data as Float32Array);
    }
    this.#offsets.pullBack(gradient);
    return this.#losses + addPenalty(x, gradient, this.#penalizesBias ? x.length : weights);
  }

  /**
   * How far the optimum can lie below, in parts of the value. The objective is as curved as ½ |x|² at least where x is
   * penalized, so no more than ½ |gradient|²: that is the gap to the dual at the multipliers that the losses' own
   * slopes are. Along biases without penalty, twice what Newton's step would gain.
   */
  gapOf(value: number, gradient: Float64Array): number {
    const weights = this.#examples.classes * this.#examples.width;
    const bias = gradient.subarray(weights);
    const free = this.#penalizesBias ? dot(bias, bias) / 2 : this.#offsets.gainOf(bias, this.#losses);
    const weight = gradient.subarray(0, weights);
    return (dot(weight, weight) / 2 + free) / value;
  }
}

interface Block {
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly costs: Float32Array;
}

/** The last block overlaps the one before, so that all are of one shape; what was counted there costs nothing here. */
function block({ features, count, width, classOf, weights }: HeadData, wanted: number, rows: number, c: number): Block {
  const from = Math.min(wanted, count - rows);
  const costs = Float32Array.from({ length: rows }, (_, i) => (from + i < wanted ? 0 : c * (weights?.[from + i] ?? 1)));
  const targets = BigInt64Array.from(classOf.subarray(from, from + rows), BigInt);
  const feeds = {
    features: new Tensor('float32', features.subarray(from * width, (from + rows) * width), [rows, width]),
    targets: new Tensor('int64', targets, [rows]),
    costs: new Tensor('float32', costs, [rows]),
  };
  return { feeds, costs };
}

/** Adds the slope of ½ |x|² over the first `count` numbers; gives its value. */
function addPenalty(x: Float64Array, gradient: Float64Array, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) {
    const number = x[i] ?? 0;
    value += number * number;
    gradient[i] = (gradient[i] ?? 0) + number;
  }
  return value / 2;
}

function addTo(sum: Float64Array, from: number, part: Float32Array): void {
  for (let i = 0; i < part.length; i++) sum[from + i] = (sum[from + i] ?? 0) + (part[i] ?? 0);
}
