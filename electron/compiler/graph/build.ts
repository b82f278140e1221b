import type { Emit } from './emit.ts';
import type { Graph, Value } from './graph.ts';
import { verify } from './verify.ts';

/** The working opset: what new networks are written in, and what `upgrade` brings older ones to. */
export const workingOpset = 21;

/** The version of the file format that came with that opset. */
export const workingIrVersion = 10;

/** A new network of all that `emit` has collected. */
export function graphOf(name: string, emit: Emit, inputs: readonly Value[], outputs: readonly Value[]): Graph {
  const graph: Graph = {
    name,
    nodes: [...emit.nodes],
    inputs,
    outputs,
    values: [],
    initializers: [...emit.initializers],
    sparseInitializers: [],
    irVersion: workingIrVersion,
    opsets: [{ domain: '', version: workingOpset }],
    producer: 'fovea',
    producerVersion: '',
    domain: '',
    modelVersion: 0n,
    modelDoc: '',
    metadata: [],
  };
  return verify(graph, name);
}
