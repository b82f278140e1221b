import { fail, GraphError } from '../graph/errors.ts';
import { tensorValue, type Graph, type Value } from '../graph/graph.ts';
import { shapesOf, type Shapes } from '../graph/shapes.ts';
import { givenNames } from '../graph/walk.ts';

/** The shapes of a graph that states its sizes and whose operators are known; else null. */
export function shapesIfKnown(graph: Graph): Shapes | null {
  try {
    return shapesOf(graph);
  } catch (error) {
    // A file with open sizes is a good file: its inner values then have no type until it runs.
    if (error instanceof GraphError) return null;
    throw error;
  }
}

/** Entries for the lists of inputs and outputs: with types where the shapes are known or the file states them. */
export function valuesOf(graph: Graph, names: readonly string[]): readonly Value[] {
  const stated = new Map<string, Value>();
  for (const list of [graph.values, graph.inputs, graph.outputs])
    for (const value of list) stated.set(value.name, value);
  for (const name of names) existing(graph, name);
  if (names.every((name) => stated.has(name))) return names.flatMap((name) => stated.get(name) ?? []);
  const shapes = shapesIfKnown(graph);
  return names.map((name) => {
    const type = shapes?.shapeOf(name);
    return type ? tensorValue(name, type.dtype, type.dims) : (stated.get(name) ?? { name, type: null });
  });
}

/** How many names an error lists before it says how many there are. */
const listed = 12;

/**
 * The name itself, when the graph has such a value.
 *
 * @throws graph/unknown-value
 */
export function existing(graph: Graph, name: string): string {
  const made = graph.nodes.flatMap(({ outputs }) => outputs.filter((output) => output !== ''));
  if (givenNames(graph).has(name) || made.includes(name)) return name;
  return fail('graph/unknown-value', { role: 'value', value: name, known: someOf(made) });
}

/** The last of many names, which are the likely ones, and how many there are. */
export const someOf = (names: readonly string[]): string =>
  names.length <= listed
    ? names.join(', ')
    : `${names.slice(-listed).join(', ')} (the last ${listed} of ${names.length})`;
