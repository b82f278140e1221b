import type { Graph } from './graph.ts';
import type { Steps } from './steps.ts';

// What UMAP does to places: neighbors attract, all others repel, by stochastic steps that grow shorter.
// Source: McInnes, Healy and Melville, "UMAP", 2018, section 4.2 and appendix C; Mikolov et al. 2013 for the draws.

/** The curve 1 / (1 + a·d^2b) nearest to "as one within 0.1, then falling off": fitted as the paper's section 3.2 says. */
const a = 1.577;
const b = 0.8951;
/** Draws of others per attraction. */
const negatives = 5;
/** The longest step on an axis. */
const mostStep = 4;
const restEvery = 2_000;

export interface SpreadBy {
  readonly epochs: number;
  /** Length of the first steps; they shrink to nothing. */
  readonly rate: number;
  readonly rng: () => number;
}

/**
 * Moves places, in place, until alike rows lie together.
 *
 * @param places  [count, 2]
 */
export function* spread(places: Float32Array, graph: Graph, { epochs, rate, rng }: SpreadBy): Steps<void> {
  const { heads, tails, weights } = graph;
  const count = places.length / 2;
  const strongest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  // An edge has its turn as often as it is strong; each begins somewhere else, so that epochs are alike.
  const due = weights.map(() => rng());
  let moved = 0;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const step = rate * (1 - epoch / epochs);
    for (let edge = 0; edge < heads.length; edge += 1) {
      const turn = (due[edge] ?? 0) + (weights[edge] ?? 0) / strongest;
      due[edge] = turn < 1 ? turn : turn - 1;
      if (turn < 1) continue;
      const head = 2 * (heads[edge] ?? 0);
      attract(places, head, 2 * (tails[edge] ?? 0), step);
      for (let draw = 0; draw < negatives; draw += 1) repel(places, head, 2 * Math.floor(rng() * count), step);
      moved += 1;
      if (moved % restEvery === 0) yield (epoch + edge / heads.length) / epochs;
    }
  }
}

function attract(places: Float32Array, head: number, tail: number, step: number): void {
  const dx = (places[head] ?? 0) - (places[tail] ?? 0);
  const dy = (places[head + 1] ?? 0) - (places[tail + 1] ?? 0);
  const squared = dx * dx + dy * dy;
  if (squared === 0) return;
  const power = squared ** b;
  const force = (-2 * a * b * power) / (squared * (1 + a * power));
  const [x, y] = [step * bounded(force * dx), step * bounded(force * dy)];
  places[head] = (places[head] ?? 0) + x;
  places[head + 1] = (places[head + 1] ?? 0) + y;
  places[tail] = (places[tail] ?? 0) - x;
  places[tail + 1] = (places[tail + 1] ?? 0) - y;
}

function repel(places: Float32Array, head: number, other: number, step: number): void {
  if (head === other) return;
  const dx = (places[head] ?? 0) - (places[other] ?? 0);
  const dy = (places[head + 1] ?? 0) - (places[other + 1] ?? 0);
  const squared = dx * dx + dy * dy;
  if (squared === 0) return;
  const force = (2 * b) / ((0.001 + squared) * (1 + a * squared ** b));
  places[head] = (places[head] ?? 0) + step * bounded(force * dx);
  places[head + 1] = (places[head + 1] ?? 0) + step * bounded(force * dy);
}

const bounded = (step: number): number => (step > mostStep ? mostStep : step < -mostStep ? -mostStep : step);
