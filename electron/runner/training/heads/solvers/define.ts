// What the solvers of linear heads read and give. N examples, F features, C classes.

/** Examples with one class each. */
export interface HeadData {
  /** [N, F], row by row; read in place, never copied. */
  readonly features: Float32Array;
  /** N */
  readonly count: number;
  /** F */
  readonly width: number;
  /** [N] the class index of each example. */
  readonly classOf: Int32Array;
  /** C, at least 2 */
  readonly classes: number;
  /** [N] how much each example counts, 0 or more; null: 1 each. */
  readonly weights: Float32Array | null;
}

/** Scores are features · weightᵀ + bias. */
export interface LinearHead {
  /** [C, F] */
  readonly weight: Float32Array;
  /** [C] */
  readonly bias: Float32Array;
  /** Penalty plus C times the weighted sum of the losses, at this very head. */
  readonly objective: number;
  /** (objective − a lower bound of the optimum) / objective: how far from the best it can be at most. */
  readonly gap: number;
  /** Passes over the examples, or evaluations of the loss. */
  readonly iterations: number;
  readonly solver: SolverName;
}

export type SolverName = 'native' | 'graph';

export interface SolverOptions {
  /** Weight of the losses against the penalty, above 0. */
  readonly c: number;
  /** The relative gap to stop at. */
  readonly tolerance?: number;
  /** A head of the same shape to begin at, as of a neighboring `c`; a solver may begin at zero nevertheless. */
  readonly start?: LinearHead;
  readonly stop?: AbortSignal;
  /** All cores when absent. The answer does not depend on it where the solver is native. */
  readonly threads?: number;
}

/** @throws Error in words: a mistake of the program, not of a person */
export function checkData({ features, count, width, classOf, classes, weights }: HeadData): void {
  if (features.length !== count * width) throw new Error(`${features.length} features are not ${count} x ${width}.`);
  if (classOf.length !== count) throw new Error(`${classOf.length} classes for ${count} examples.`);
  if (weights !== null && weights.length !== count) throw new Error(`${weights.length} weights for ${count} examples.`);
  if (classes < 2) throw new Error('A head tells at least two classes apart.');
  const strange = classOf.find((index) => index < 0 || index >= classes);
  if (strange !== undefined) throw new Error(`There is no class ${strange} among ${classes}.`);
}
