// L2-regularised linear support vector machines with squared hinge loss, one per class against the rest, by dual
// coordinate descent. This is src/linear_svm in TypeScript: what it does in words, and its judge.
//
//     minimizes  P(w) = ½ |w|² + Σᵢ Cᵢ max(0, 1 − yᵢ w·xᵢ)²         x has a last feature of 1, whose weight is the bias
//     maximizes  D(α) = Σᵢ αᵢ − ½ |w|² − ¼ Σᵢ αᵢ² / Cᵢ,  αᵢ ≥ 0     with w = Σᵢ αᵢ yᵢ xᵢ throughout
//
// D ≤ the optimum ≤ P, so that the difference says how far w is from the best, and ends the descent.
//
// Hsieh, Chang, Lin, Keerthi, Sundararajan, "A dual coordinate descent method for large-scale linear SVM", 2008;
// shrinking as in its section 3.2. Unlike there, all classes go through the examples together: a row that was fetched
// from memory serves them all, and each class keeps its own multipliers, its own bounds and its own end.

/** Examples and classes: N rows of F features. */
export interface SvmProblem {
  /** [N, F] */
  readonly features: Float32Array;
  readonly count: number;
  readonly width: number;
  /** [N] the class index of each example, 0 … classes − 1. */
  readonly classOf: Int32Array;
  readonly classes: number;
  /** [N] C of each example, above 0; an example of 0 is left out. */
  readonly costs: Float32Array;
  /** [K, N] α to begin with, 0 or more, as a solution of nearly the same examples gave them; without it all are 0. */
  readonly start?: Float64Array;
  /** (P − D) / P to stop at. */
  readonly tolerance: number;
  readonly maxPasses: number;
  /** Of the order in which examples are visited. */
  readonly seed: number;
}

export interface SvmSolution {
  /** [K, F + 1] the bias last; K = classes, but 1 where there are two: the other one is its negative. */
  readonly weights: Float32Array;
  /** [K] P of each machine. */
  readonly primal: Float64Array;
  /** [K] D of each machine. */
  readonly dual: Float64Array;
  /** [K, N] α where the problem had a start, else none. */
  readonly alphas: Float64Array;
  /** The most passes that any machine took. */
  readonly passes: number;
}

/** Two classes are one problem, seen from both sides. */
export const machinesOf = (classes: number): number => (classes === 2 ? 1 : classes);

/** @throws  what `stop` throws, between passes */
export async function descend(problem: SvmProblem, stop?: Stop): Promise<SvmSolution> {
  const machines = Array.from({ length: machinesOf(problem.classes) }, (_, k) => machine(problem, k));
  const norms = squaredNorms(problem);
  const draw = seeded(problem.seed);
  const order = Uint32Array.from({ length: problem.count }, (_, i) => i);
  let passes = 0;
  let open = machines;
  while (open.length > 0 && passes < problem.maxPasses) {
    await nextTask();
    stop?.throwIfAborted();
    shuffle(order, draw);
    pass(problem, norms, order, open);
    passes++;
    open = stillOpen(problem, open);
  }
  for (const left of open) measure(problem, left);
  return {
    weights: Float32Array.from(machines.flatMap(({ w }) => [...w])),
    primal: Float64Array.from(machines, ({ primal }) => primal),
    dual: Float64Array.from(machines, (each) => dualOf(each, problem.costs)),
    alphas: Float64Array.from(problem.start ? machines.flatMap(({ alpha }) => [...alpha]) : []),
    passes,
  };
}

interface Stop {
  throwIfAborted(): void;
}

/** One class against the rest. */
interface Machine {
  /** The class whose examples are positive. */
  readonly own: number;
  /** [F + 1] */
  readonly w: Float64Array;
  /** [N] α */
  readonly alpha: Float64Array;
  /** [N] 0: the multiplier is taken to stay 0 and is not visited. */
  readonly active: Uint8Array;
  /** An example at 0 whose gradient is above this is put aside. */
  bound: number;
  /** Extremes of the projected gradient in this pass. */
  largest: number;
  /** Σ Cᵢ max(0, 1 − yᵢ w·xᵢ)² as it was met on the way: an estimate that costs nothing. */
  loss: number;
  /** P, once measured. */
  primal: number;
}

function machine(problem: SvmProblem, own: number): Machine {
  const { count, width, costs } = problem;
  const active = Uint8Array.from(costs, (cost) => (cost > 0 ? 1 : 0));
  const numbers = { bound: Infinity, largest: -Infinity, loss: 0, primal: NaN };
  const begun = { own, w: new Float64Array(width + 1), alpha: new Float64Array(count), active, ...numbers };
  if (problem.start) resume(problem, begun, problem.start);
  return begun;
}

/** Takes the multipliers of a start, and the weights that they make. */
function resume(
  { features, count, width, classOf }: SvmProblem,
  { own, w, alpha, active }: Machine,
  start: Float64Array,
) {
  for (let i = 0; i < count; i++) {
    const a = at(start, own * count + i);
    if (active[i] === 0 || a === 0) continue;
    alpha[i] = a;
    add(features, i, width, classOf[i] === own ? a : -a, w);
  }
}

/** One visit of every example by every machine that has not put it aside. */
function pass(problem: SvmProblem, norms: Float64Array, order: Uint32Array, open: readonly Machine[]): void {
  for (const each of open) [each.largest, each.loss] = [-Infinity, 0];
  for (const i of order) for (const each of open) if (each.active[i] === 1) visit(problem, each, i, at(norms, i));
  // Everything at rest: nothing may be put aside by a bound of zero.
  for (const each of open) each.bound = each.largest > 0 ? each.largest : Infinity;
}

/** Puts αᵢ where D is largest, all else held. */
function visit(problem: SvmProblem, each: Machine, i: number, norm: number): void {
  const { features, width, classOf, costs } = problem;
  const { w, alpha } = each;
  const y = classOf[i] === each.own ? 1 : -1;
  const cost = at(costs, i);
  const a = at(alpha, i);
  const missing = 1 - y * score(features, i, width, w);
  if (missing > 0) each.loss += cost * missing * missing;
  const gradient = a / (2 * cost) - missing;
  if (a === 0 && gradient > each.bound) {
    each.active[i] = 0;
    return;
  }
  const projected = a === 0 ? Math.min(gradient, 0) : gradient;
  each.largest = Math.max(each.largest, projected);
  if (Math.abs(projected) < 1e-12) return;
  const next = Math.max(a - gradient / (norm + 1 / (2 * cost)), 0);
  alpha[i] = next;
  add(features, i, width, (next - a) * y, w);
}

/** Those that are not done. A machine that seems to be is measured exactly; if it is not, it looks at everything again. */
function stillOpen(problem: SvmProblem, open: readonly Machine[]): Machine[] {
  return open.filter((each) => {
    const estimate = penalty(each) + each.loss;
    if (estimate - dualOf(each, problem.costs) > problem.tolerance * estimate) return true;
    measure(problem, each);
    if (each.primal - dualOf(each, problem.costs) <= problem.tolerance * each.primal) return false;
    each.active.forEach((_, i) => (each.active[i] = at(problem.costs, i) > 0 ? 1 : 0));
    each.bound = Infinity;
    return true;
  });
}

/** P exactly: the score of every example once more. */
function measure({ features, count, width, classOf, costs }: SvmProblem, each: Machine): void {
  let loss = 0;
  for (let i = 0; i < count; i++) {
    const y = classOf[i] === each.own ? 1 : -1;
    const missing = Math.max(1 - y * score(features, i, width, each.w), 0);
    loss += at(costs, i) * missing * missing;
  }
  each.primal = penalty(each) + loss;
}

/** D */
function dualOf(each: Machine, costs: Float32Array): number {
  let sum = -penalty(each);
  each.alpha.forEach((a, i) => {
    if (a > 0) sum += a - (a * a) / (4 * at(costs, i));
  });
  return sum;
}

/** ½ |w|² */
const penalty = ({ w }: Machine): number => w.reduce((sum, weight) => sum + weight * weight, 0) / 2;

/** |xᵢ|², the feature of 1 included. */
function squaredNorms({ features, count, width }: SvmProblem): Float64Array {
  const norms = new Float64Array(count).fill(1);
  for (let i = 0; i < count; i++) {
    for (let f = i * width; f < (i + 1) * width; f++) norms[i] = at(norms, i) + at(features, f) ** 2;
  }
  return norms;
}

/** w · xᵢ */
function score(features: Float32Array, i: number, width: number, w: Float64Array): number {
  const from = i * width;
  let sum = at(w, width);
  for (let f = 0; f < width; f++) sum += at(features, from + f) * at(w, f);
  return sum;
}

/** w ← w + factor · xᵢ */
function add(features: Float32Array, i: number, width: number, factor: number, w: Float64Array): void {
  const from = i * width;
  for (let f = 0; f < width; f++) w[f] = at(w, f) + factor * at(features, from + f);
  w[width] = at(w, width) + factor;
}

/** Fisher and Yates, from the back. */
function shuffle(order: Uint32Array, draw: () => number): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(draw() * (last + 1));
    [order[last], order[other]] = [at(order, other), at(order, last)];
  }
}

/** Numbers in 0 ≤ x < 1 (mulberry32), the same as the addon's. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** An element inside the bounds; every index here comes from a loop over the array's own length. */
const at = (array: Float32Array | Float64Array | Uint32Array, i: number): number => array[i] ?? NaN;

const nextTask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
