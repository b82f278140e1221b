import { checkData, type HeadData, type LinearHead, type SolverOptions } from './define.ts';
import { solveByGraph } from './graph.ts';

/**
 * Multinomial logistic regression, as scikit-learn's `LogisticRegression`; the bias is not penalized:
 *
 *     ½ |W|² + c · Σᵢ weightᵢ · −log softmax(W · xᵢ + b)[classᵢ]
 */
export async function solveSoftmax(examples: HeadData, options: SolverOptions): Promise<LinearHead> {
  checkData(examples);
  return solveByGraph(examples, 'softmax', options);
}
