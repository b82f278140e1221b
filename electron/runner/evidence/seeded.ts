import { cutAt, project, shapesOf, tensorValue, type Graph, type Projection } from '../../compiler/index.ts';
import type { ModelCard } from '../../contract/index.ts';
import { refusing } from './bound.ts';
import { checkWay } from './ways.ts';

/** The input that says which numbers of a value are asked about, and how much of each. */
export const seedName = 'evidence/seed';

/** What is asked of a network on the way back. */
export interface Question {
  /** The value that is seeded. */
  readonly of: string;
  /** Where the walk back ends: the picture, or a layer. */
  readonly to: string;
  /** Rules for what cuts on the way. */
  readonly projection: Projection;
  /** Values of the way forward that are wanted too. */
  readonly keep?: readonly string[];
}

/**
 * From pictures and `evidence/seed`, of the form of `of`, to ⟨seed, of⟩ differentiated by `to`; behind it the values of
 * `keep`.
 *
 * @param graph  every shape known, as `boundTo` gives it
 * @throws lab/no-gradient    an operator on the way has none
 * @throws lab/unfit          `of` does not depend on `to`
 * @throws model/unsupported  a shape is not known
 */
export function seededGraph(graph: Graph, card: ModelCard, { of, to, projection, keep = [] }: Question): Graph {
  return refusing(card, () => {
    // Behind what is asked for a network may have operators that nobody knows.
    const part = cutAt(graph, [of, ...keep.filter((name) => name !== of)]);
    checkWay(part, card, to, of);
    const seeded = {
      ...part,
      inputs: [...part.inputs, tensorValue(seedName, 'float32', shapesOf(part).dims(of))],
    };
    const { graph: whole, gradients } = project(seeded, projection, { of, to, seed: seedName });
    return cutAt(whole, [gradients.get(to) ?? '', ...keep]);
  });
}
