import { availableParallelism } from 'node:os';
import { nativeFailure, trainLinearSvm, type SvmProblem, type SvmSolution } from '../../../../../native/index.ts';
import { checkData, type HeadData, type LinearHead, type SolverOptions } from './define.ts';
import { solveByGraph } from './graph.ts';

/** A thousandth is what scikit-learn's answer may lie above the best; this is well below. */
const defaultTolerance = 2e-4;
/** As many as liblinear takes. */
const maxPasses = 1000;

/**
 * Linear support vector machines, one per class against the rest, as liblinear's (and so scikit-learn's `LinearSVC`):
 *
 *     Σ over classes k of  ½ |w_k|² + ½ b_k² + c · Σᵢ weightᵢ · max(0, 1 − y_ik · (w_k · xᵢ + b_k))²,   y = ±1
 *
 * With two classes there is one machine; the scores of class 0 are the negatives of those of class 1.
 */
export async function solveSvm(examples: HeadData, options: SolverOptions): Promise<LinearHead> {
  checkData(examples);
  // Without the addon: 10,000 x 1,280 x 10 takes TypeScript 5 s and the graph, with ONNX Runtime's threads, 1 s.
  if (nativeFailure() !== null) return solveSvmByGraph(examples, options);
  const { c, tolerance = defaultTolerance, stop, threads = availableParallelism() } = options;
  const { features, count, width, classOf, classes } = examples;
  const costs = Float32Array.from({ length: count }, (_, i) => c * (examples.weights?.[i] ?? 1));
  const problem = { features, count, width, classOf, classes, costs, tolerance, maxPasses, seed: 1 };
  return headOf(problem, await trainLinearSvm(problem, threads, stop));
}

/** By L-BFGS. The graph has a machine for each of two classes; they are negatives, and count as one. */
export async function solveSvmByGraph(examples: HeadData, options: SolverOptions): Promise<LinearHead> {
  checkData(examples);
  const head = await solveByGraph(examples, 'svm', options);
  return examples.classes === 2 ? { ...head, objective: head.objective / 2 } : head;
}

function headOf({ width, classes }: SvmProblem, solution: SvmSolution): LinearHead {
  const { weights, primal, dual, passes } = solution;
  const weight = new Float32Array(classes * width);
  const bias = new Float32Array(classes);
  for (let k = 0; k < classes; k++) {
    // Of two classes, the machine separates the first from the second.
    const row = primal.length === 1 ? 0 : k * (width + 1);
    const sign = primal.length === 1 && k === 1 ? -1 : 1;
    for (let f = 0; f < width; f++) weight[k * width + f] = sign * (weights[row + f] ?? 0);
    bias[k] = sign * (weights[row + width] ?? 0);
  }
  const objective = sum(primal);
  return { weight, bias, objective, gap: (objective - sum(dual)) / objective, iterations: passes, solver: 'native' };
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
