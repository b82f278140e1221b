import { createSession, Tensor, type InferenceSession } from '../../../runtime/index.ts';
import type { HeadData, LinearHead, SolverOptions } from './define.ts';
import { minimize } from './lbfgs.ts';
import { lossNetwork, type LossShape } from './lossGraph.ts';

/** Rows of one run: two passes over a block find it in the cache. */
const largestBlock = 1024;
const defaultTolerance = 5e-4;
const maxEvaluations = 1000;

/** Minimizes penalty + losses by L-BFGS over an ONNX Runtime graph of the loss and its gradient. */
export async function solveByGraph(
  examples: HeadData,
  loss: LossShape['loss'],
  { c, tolerance = defaultTolerance, start, stop, threads }: SolverOptions,
): Promise<LinearHead> {
  const { width, classes, count } = examples;
  const blocks = Math.ceil(count / largestBlock);
  const rows = Math.ceil(count / blocks);
  const session = await createSession(lossNetwork({ loss, rows, width, classes }), 'cpu', {
    keepsMemory: true,
    ...(threads !== undefined && { threads }),
  });
  try {
    const sum = new LossSum(session, examples, loss, c, rows);
    const { x, value, gradient, evaluations } = await minimize(
      (at, into) => {
        stop?.throwIfAborted();
        return sum.evaluate(at, into);
      },
      Float64Array.from(start ? [...start.weight, ...start.bias] : new Float64Array(classes * (width + 1))),
      { isDone: (value, gradient) => gapOf(value, gradient) <= tolerance, maxEvaluations },
    );
    return {
      weight: Float32Array.from(x.subarray(0, classes * width)),
      bias: Float32Array.from(x.subarray(classes * width)),
      objective: value,
      gap: gapOf(value, gradient),
      iterations: evaluations,
      solver: 'graph',
    };
  } finally {
    await session.release();
  }
}

/**
 * The objective is as curved as ½ |W|² at least, so the optimum lies no more than ½ |gradient|² below: it is the gap to
 * the dual at the multipliers that the losses' own slopes are.
 */
const gapOf = (value: number, gradient: Float64Array): number =>
  gradient.reduce((sum, slope) => sum + slope * slope, 0) / 2 / value;

class LossSum {
  readonly #session: InferenceSession;
  readonly #examples: HeadData;
  readonly #loss: LossShape['loss'];
  readonly #rows: number;
  readonly #blocks: readonly { feeds: Record<string, Tensor>; costs: Float32Array }[];

  constructor(session: InferenceSession, examples: HeadData, loss: LossShape['loss'], c: number, rows: number) {
    this.#session = session;
    this.#examples = examples;
    this.#loss = loss;
    this.#rows = rows;
    const count = Math.ceil(examples.count / rows);
    this.#blocks = Array.from({ length: count }, (_, b) => this.#block(b * rows, c));
  }

  /** The last block overlaps the one before, so that all are of one shape; what was counted there costs nothing here. */
  #block(wanted: number, c: number): { feeds: Record<string, Tensor>; costs: Float32Array } {
    const { features, count, width, classOf, weights } = this.#examples;
    const rows = this.#rows;
    const from = Math.min(wanted, count - rows);
    const costs = Float32Array.from({ length: rows }, (_, i) =>
      from + i < wanted ? 0 : c * (weights?.[from + i] ?? 1),
    );
    const targets = BigInt64Array.from(classOf.subarray(from, from + rows), BigInt);
    const feeds = {
      features: new Tensor('float32', features.subarray(from * width, (from + rows) * width), [rows, width]),
      targets: new Tensor('int64', targets, [rows]),
      costs: new Tensor('float32', costs, [rows]),
    };
    return { feeds, costs };
  }

  async evaluate(x: Float64Array, gradient: Float64Array): Promise<number> {
    const { width, classes } = this.#examples;
    const weights = classes * width;
    const weight = new Tensor('float32', Float32Array.from(x.subarray(0, weights)), [classes, width]);
    const bias = new Tensor('float32', Float32Array.from(x.subarray(weights)), [classes]);
    const penalized = this.#loss === 'svm' ? x.length : weights;
    let value = 0;
    for (let i = 0; i < penalized; i++) {
      value += (x[i] ?? 0) ** 2 / 2;
      gradient[i] = x[i] ?? 0;
    }
    for (const { feeds, costs } of this.#blocks) {
      const outputs = await this.#session.run({ ...feeds, weight, bias });
      const losses = outputs['losses']?.data as Float32Array;
      for (let i = 0; i < losses.length; i++) value += (costs[i] ?? 0) * (losses[i] ?? 0);
      addTo(gradient, 0, outputs['weight/gradient']?.data as Float32Array);
      addTo(gradient, weights, outputs['bias/gradient']?.data as Float32Array);
    }
    return value;
  }
}

function addTo(sum: Float64Array, from: number, part: Float32Array): void {
  for (let i = 0; i < part.length; i++) sum[from + i] = (sum[from + i] ?? 0) + (part[i] ?? 0);
}
