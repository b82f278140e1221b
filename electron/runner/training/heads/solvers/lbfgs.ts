// Limited-memory BFGS for smooth convex functions of thousands of variables.
//
// Nocedal and Wright, "Numerical Optimization", 2006: the two loops are algorithm 7.4, the line search looks for the
// Wolfe conditions (3.6) by bisection between what is too short and what is too long.

/** The function at a point: writes its gradient and gives its value. */
export type Evaluate = (x: Float64Array, gradient: Float64Array) => Promise<number>;

export interface LbfgsOptions {
  /** Asked after each evaluation that was taken; true ends the descent. */
  readonly isDone: (value: number, gradient: Float64Array) => boolean;
  readonly maxEvaluations: number;
  /** How many past steps the curvature is known from. */
  readonly memory?: number;
}

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly evaluations: number;
}

interface Point {
  readonly x: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
}

/** A past step: x and gradient moved by these. */
interface Move {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** 1 / (step · change) */
  readonly rho: number;
}

/** Sufficient decrease and curvature of the Wolfe conditions. */
const decrease = 1e-4;
const curvature = 0.9;
const maxTries = 20;

/** @param start  not changed */
export async function minimize(evaluate: Evaluate, start: Float64Array, options: LbfgsOptions): Promise<Minimum> {
  const { isDone, maxEvaluations, memory = 10 } = options;
  let evaluations = 0;
  const at = async (x: Float64Array): Promise<Point> => {
    const gradient = new Float64Array(x.length);
    evaluations++;
    return { x, gradient, value: await evaluate(x, gradient) };
  };
  const moves: Move[] = [];
  let here = await at(Float64Array.from(start));
  while (!isDone(here.value, here.gradient) && evaluations < maxEvaluations) {
    const direction = directionOf(here.gradient, moves);
    const next = await lineSearch(at, here, direction, moves.length === 0 ? 1 / norm(here.gradient) : 1);
    if (next === null) break;
    remember(moves, here, next, memory);
    here = next;
  }
  return { ...here, evaluations };
}

/** −H · gradient, H the inverse Hessian as far as the moves tell it. */
function directionOf(gradient: Float64Array, moves: readonly Move[]): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const shares = moves.map(() => 0);
  for (let i = moves.length - 1; i >= 0; i--) {
    const move = moves[i];
    if (!move) continue;
    const { step, change, rho } = move;
    const share = rho * dot(step, direction);
    shares[i] = share;
    addScaled(direction, -share, change);
  }
  const last = moves.at(-1);
  if (last) scale(direction, 1 / (last.rho * dot(last.change, last.change)));
  moves.forEach(({ step, change, rho }, i) => {
    addScaled(direction, (shares[i] ?? 0) - rho * dot(change, direction), step);
  });
  return direction;
}

/** null where rounding leaves nothing to be gained along the direction. */
async function lineSearch(
  at: (x: Float64Array) => Promise<Point>,
  from: Point,
  direction: Float64Array,
  first: number,
): Promise<Point | null> {
  const slope = dot(from.gradient, direction);
  if (!(slope < 0)) return null;
  let [short, long, length] = [0, Infinity, first];
  let best: Point | null = null;
  for (let tries = 0; tries < maxTries; tries++) {
    const next = await at(moved(from.x, length, direction));
    if (next.value > from.value + decrease * length * slope) long = length;
    else if (dot(next.gradient, direction) < curvature * slope) {
      best = next;
      short = length;
    } else return next;
    length = long === Infinity ? 2 * short : (short + long) / 2;
  }
  return best;
}

/** A move along which the gradient did not grow says nothing of the curvature and would make H indefinite. */
function remember(moves: Move[], from: Point, to: Point, memory: number): void {
  const step = moved(to.x, -1, from.x);
  const change = moved(to.gradient, -1, from.gradient);
  const along = dot(step, change);
  if (along <= 1e-12 * dot(change, change)) return;
  moves.push({ step, change, rho: 1 / along });
  if (moves.length > memory) moves.shift();
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

const norm = (a: Float64Array): number => Math.sqrt(dot(a, a));

/** x + factor · direction */
function moved(x: Float64Array, factor: number, direction: Float64Array): Float64Array {
  const sum = Float64Array.from(x);
  addScaled(sum, factor, direction);
  return sum;
}

function addScaled(x: Float64Array, factor: number, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) x[i] = (x[i] ?? 0) + factor * (y[i] ?? 0);
}

function scale(x: Float64Array, factor: number): void {
  for (let i = 0; i < x.length; i++) x[i] = (x[i] ?? 0) * factor;
}
