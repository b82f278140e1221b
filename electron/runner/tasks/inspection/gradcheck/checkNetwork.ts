import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  fedInputs,
  knownShapes,
  readValues,
  seeded,
  type GradientTable,
  type Graph,
  type KnownShapes,
  type Node,
  type Shapes,
} from '../../../../compiler/index.ts';
import type { GradientRow } from '../../../../contract/index.ts';
import { checkNode, unjudged, type CheckOptions } from './checkNode.ts';
import type { Feeds } from './nodeUnderTest.ts';
import { drawInput, Walk } from './walk.ts';

export interface NetworkCheck extends Pick<CheckOptions, 'samples' | 'single'> {
  /** Draws the input of the network and the directions. */
  readonly seed: number;
  /** Rules to judge in the place of the standard ones. */
  readonly rules?: GradientTable;
}

export interface CheckStep {
  readonly done: number;
  readonly total: number;
  readonly rows: readonly GradientRow[];
}

/**
 * Runs a network once on drawn numbers, in 64 bits, and judges the gradient rules of every node on the way.
 *
 * @param graph  in the working opset, every length of its inputs stated
 */
export async function* checkNetwork(graph: Graph, { seed, ...given }: NetworkCheck): AsyncGenerator<CheckStep> {
  const rng = seeded(seed);
  const known = knownShapes(graph);
  const walk = new Walk(graph, drawnFeeds(graph, known.shapes, rng));
  const options = { ...given, rng, read: readValues(graph) };
  for (const [i, node] of walk.order.entries()) {
    yield { done: i + 1, total: walk.order.length, rows: await visit(node, walk, known, options) };
    // A request to stop arrives between two nodes.
    await nextTurn();
  }
}

/** Numbers for every input of the network. */
export const drawnFeeds = (graph: Graph, shapes: Shapes, rng: () => number): Feeds =>
  new Map(
    fedInputs(graph).map(({ name }) => {
      const { dims, dtype } = shapes.type(name);
      return [name, drawInput(dims, dtype, rng)];
    }),
  );

async function visit(
  node: Node,
  walk: Walk,
  { shapes, problems }: KnownShapes,
  options: CheckOptions,
): Promise<readonly GradientRow[]> {
  const problem = problems.get(node);
  try {
    if (!walk.has(node)) return [unjudged(node, 'unreached', 'its inputs could not be computed')];
    const notComputed = compute(node, walk);
    if (problem || notComputed !== null) {
      return [unjudged(node, notComputed === null ? 'no rule' : 'unreached', problem?.message ?? notComputed ?? '')];
    }
    return await checkNode(node, shapes, (name) => walk.value(name), options);
  } catch (thrown) {
    // A rule that cannot even be written down or run is a wrong rule.
    return [unjudged(node, 'fail', sentenceOf(thrown))];
  } finally {
    walk.leave(node);
  }
}

/** Why a node cannot be computed; null when it was. */
function compute(node: Node, walk: Walk): string | null {
  try {
    walk.step(node);
    return null;
  } catch (thrown) {
    return sentenceOf(thrown);
  }
}

const sentenceOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
