import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  fedInputs,
  knownShapes,
  readValues,
  seeded,
  type Graph,
  type KnownShapes,
  type Node,
  type Shapes,
} from '../../../../compiler/index.ts';
import type {
  CompileSize,
  GradientRow,
  InputOf,
  OutputOf,
  ProgressOf,
  RunnerContract,
  Scope,
} from '../../../../contract/index.ts';
import { compileFile, sized, type Compiled } from '../compile.ts';
import { checkNode, unjudged, type CheckOptions } from './checkNode.ts';
import type { Feeds } from './nodeUnderTest.ts';
import { runSingle } from './single.ts';
import { drawInput, Walk } from './walk.ts';

type Method = RunnerContract['models.gradcheck'];

/** Runs a network once on drawn numbers, in 64 bits, and judges the gradient rules of every node on the way. */
export async function gradcheck(
  { path, size, seed, samples }: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
): Promise<OutputOf<Method>> {
  const { graph, inputs } = await smallest(path, size);
  const rng = seeded(seed);
  const known = knownShapes(graph);
  const walk = new Walk(graph, drawnFeeds(graph, known.shapes, rng));
  const options = { rng, samples, read: readValues(graph), single: runSingle };
  for (const [i, node] of walk.order.entries()) {
    scope.stop.throwIfAborted();
    const rows = await visit(node, walk, known, options);
    scope.progress({ done: i + 1, total: walk.order.length, rows });
    // A request to stop arrives between two nodes.
    await nextTurn();
  }
  return { inputs };
}

/** Sides of pictures to try where neither the file nor the asker says one: the smaller, the sooner it is done. */
const sides = [32, 48, 64, 96, 128, 160, 224, 256, 320, 512];

/** The network compiled for the smallest picture that it takes. */
async function smallest(path: string, size: CompileSize): Promise<Compiled> {
  const first = await compileFile(path, size, sides[0]);
  if (!first.inputs.some(({ chosen }) => chosen)) return first;
  for (const side of sides) {
    const compiled = { ...first, ...sized(first.open, size, side) };
    if (await takes(compiled.graph)) return compiled;
  }
  return first;
}

/** Whether the network can be run at its size at all: windows, paddings and joins need so many pixels. */
async function takes(graph: Graph): Promise<boolean> {
  const { shapes, problems } = knownShapes(graph);
  if ([...problems.values()].some(({ code }) => code === 'graph/bad-node')) return false;
  try {
    await runSingle(graph, drawnFeeds(graph, shapes, seeded(0)));
    return true;
  } catch {
    // Too small a picture is what this asks about; what else is wrong shows at every size.
    return false;
  }
}

/** Numbers for every input of the network. */
const drawnFeeds = (graph: Graph, shapes: Shapes, rng: () => number): Feeds =>
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
