import type { Graph } from '../../electron/compiler/index.ts';

// Which constants of a network can be trained: all float32 ones that some node reads where the result depends smoothly
// on them and the network means to learn them.

/** Inputs that hold settings or statistics, by operator. */
const settings: Readonly<Record<string, readonly number[]>> = {
  BatchNormalization: [3, 4],
  Clip: [1, 2],
  Dropout: [1],
  Pad: [2],
  Resize: [1, 2],
};

/** Names of the parameters in the order of the file. */
export function parametersOf(graph: Graph): string[] {
  const learned = new Set(
    graph.nodes.flatMap(({ op, inputs }) => inputs.filter((_, index) => !settings[op]?.includes(index))),
  );
  return graph.initializers
    .filter(({ name, dtype }) => dtype === 'float32' && learned.has(name))
    .map(({ name }) => name);
}
