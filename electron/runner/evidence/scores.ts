import { producersOf, type Graph } from '../../compiler/index.ts';

/**
 * The value that a network's probabilities are made of: what enters the Softmax, or the Sigmoids and the division by their
 * sum. Evidence is looked for there: a probability near 1 hardly moves whatever is taken away. The output itself where it
 * is scores already.
 */
export function scoresBehind(graph: Graph, output: string): string {
  const producers = producersOf(graph);
  let name = output;
  for (let node = producers.get(name); node; node = producers.get(name)) {
    const [first = '', second = ''] = node.inputs;
    const isShare = node.op === 'Div' && producers.get(second)?.inputs[0] === first;
    if (!isShare && !['Softmax', 'Sigmoid', 'Identity'].includes(node.op)) return name;
    name = first;
  }
  return name;
}
