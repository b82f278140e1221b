import { knownShapes, seeded, type Graph } from '../../../../compiler/index.ts';
import type { CompileSize, InputOf, OutputOf, ProgressOf, RunnerContract, Scope } from '../../../../contract/index.ts';
import { compileFile, sized, type Compiled } from '../compile.ts';
import { checkNetwork, drawnFeeds } from './checkNetwork.ts';
import { runSingle } from './single.ts';

type Method = RunnerContract['models.gradcheck'];

/** Judges the gradient rules of every node of a network. */
export async function gradcheck(
  { path, size, seed, samples }: InputOf<Method>,
  scope: Scope<ProgressOf<Method>>,
): Promise<OutputOf<Method>> {
  const { graph, inputs } = await smallest(path, size);
  for await (const step of checkNetwork(graph, { seed, samples, single: runSingle })) {
    scope.progress(step);
    scope.stop.throwIfAborted();
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
